# Computes anew, with R's own functions, what pages show.  Reads a CSV from standard input, writes one to
# standard output: Rscript tests/http/recompute.R peers|change|quarters|composite
input <- read.csv(file("stdin"), stringsAsFactors = FALSE)
output <- function(table) write.csv(format(table, digits = 15, trim = TRUE, scientific = FALSE), stdout(), row.names = FALSE, quote = FALSE)

# Wilson is prop.test without correction, Garwood poisson.test; Byar has no function in R.
interval <- function(kind, x, n) {
	if (kind == "proportion")
		return(suppressWarnings(prop.test(x, n, correct = FALSE)$conf.int))
	if (x < 10)
		return(poisson.test(x)$conf.int / n)
	z <- qnorm(0.975)
	c(x * (1 - 1 / (9 * x) - z / (3 * sqrt(x)))^3, (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * sqrt(x + 1)))^3) / n
}

# Cumulative probability of counts around the pooled value.
cumulative <- function(kind, k, n, theta) if (kind == "proportion") pbinom(k, n, theta) else ppois(k, n * theta)

place <- function(kind, x, n, theta) {
	low <- cumulative(kind, x, n, theta)
	high <- 1 - cumulative(kind, x - 1, n, theta)
	if (theta == 0 || (kind == "proportion" && theta == 1)) return("within")
	if (min(low, high) < 0.001) return(if (low < high) "low_998" else "high_998")
	if (min(low, high) < 0.025) return(if (low < high) "low_95" else "high_95")
	"within"
}

# Exact limits, interpolated: the upper one is the mirror image of the lower.
limits <- function(kind, n, theta, confidence) {
	p <- (1 - confidence) / 2
	quantile_of <- function(q) if (kind == "proportion") qbinom(q, n, theta) else qpois(q, n * theta)
	mass <- function(k) cumulative(kind, k, n, theta) - cumulative(kind, k - 1, n, theta)
	low <- quantile_of(p)
	high <- quantile_of(1 - p)
	c(max(0, (low - (cumulative(kind, low, n, theta) - p) / mass(low)) / n),
		min(if (kind == "proportion") 1 else Inf, (high + 1 - (cumulative(kind, high, n, theta) - 1 + p) / mass(high)) / n))
}

variance <- function(kind, x, n) {
	theta <- if (kind == "proportion") (sum(x) + 0.5) / (sum(n) + 1) else (sum(x) + 0.5) / sum(n)
	if (kind == "proportion") theta * (1 - theta) else theta
}

# By how much these differ beyond chance: Paule and Mandel.
effect <- function(kind, x, n) {
	v <- variance(kind, x, n)
	y <- x / n
	q <- function(tau2) {
		w <- 1 / (v / n + tau2)
		sum(w * (y - sum(w * y) / sum(w))^2)
	}
	df <- length(x) - 1
	if (q(0) <= df) 0 else exp(uniroot(function(log) q(exp(log)) - df, c(-60, 20), tol = 1e-12)$root)
}

# Those of an earlier period that could be judged in it, "1|name|x|n" a unit; a list of periods with five of them.
periods_before <- function(kind, text, minimum) {
	if (is.null(text) || is.na(text) || text == "") return(list())
	cells <- as.data.frame(do.call(rbind, strsplit(strsplit(text, " ")[[1]], "|", fixed = TRUE)))
	names(cells) <- c("back", "name", "x", "n")
	cells$x <- as.numeric(cells$x)
	cells$n <- as.numeric(cells$n)
	Filter(function(units) nrow(units) >= 5, lapply(split(cells, cells$back), function(units) {
		units <- units[units$n >= minimum & units$n > 0 & (kind != "proportion" | units$x <= units$n), ]
		theta <- sum(units$x) / sum(units$n)
		units[theta * units$n >= 1 & (kind != "proportion" | (1 - theta) * units$n >= 1), ]
	}))
}

# Each by the others: what they differ by without it, the mean over the periods; t as a normal score.
others <- function(kind, x, n, names = NULL, before = list()) {
	t(sapply(seq_along(x), function(i) {
		v <- variance(kind, x[-i], n[-i])
		y <- (x / n)[-i]
		df <- (length(x) - 2) * (1 + length(before) / 6)
		tau2 <- mean(c(effect(kind, x[-i], n[-i]),
			unlist(lapply(before, function(units) with(units[units$name != names[i], ], effect(kind, x, n))))))
		w <- 1 / (v / n[-i] + tau2)
		mean <- sum(w * y) / sum(w)
		t <- (x[i] / n[i] - mean) / sqrt(v / n[i] + tau2 + 1 / sum(w))
		c(theta = mean, tau2 = tau2, t = t, z = -sign(t) * qnorm(pt(abs(t), df, lower.tail = FALSE)))
	}))
}

milder <- function(place, z) {
	adjusted <- if (abs(z) <= qnorm(0.975)) "within" else paste0(if (z < 0) "low_" else "high_", if (abs(z) <= qnorm(0.999)) "95" else "998")
	if (place == "within" || adjusted == "within" || sub("_.*", "", place) != sub("_.*", "", adjusted)) return("within")
	if (grepl("998", place)) adjusted else place
}

dispersion <- function(kind, x, n) {
	theta <- sum(x) / sum(n)
	s <- if (kind == "proportion") sqrt(theta * (1 - theta) / n) else sqrt(theta / n)
	z <- (x / n - theta) / s
	cut <- quantile(z, c(0.1, 0.9), type = 7)
	mean(pmin(pmax(z, cut[1]), cut[2])^2)
}

# What peers tell of each other: at each of 65 sizes the prior's parameters and how likely it is.
priors <- function(kind, x, n) {
	typical <- 1 / mean(1 / n)
	points <- lapply(seq(-8, 8, 0.25), function(u) {
		size <- typical * exp(u)
		uniform <- log(size / (size + typical)) + log(typical / (size + typical))
		if (kind == "proportion") {
			share <- (size + 1) / (n + size)
			all <- sum(n * share)
			mu <- (sum(x * share) + 0.5) / (all + 1)
			size <- max(size, 0.5 / min(mu, 1 - mu))
			a <- mu * size
			b <- (1 - mu) * size
			weight <- sum(lbeta(x + a, n - x + b) - lbeta(a, b)) + log(mu * (1 - mu) / (all + 1)) / 2
		} else {
			share <- size / (n + size)
			all <- sum(n * share)
			mu <- (sum(x * share) + 0.5) / all
			b <- max(size, 0.5 / mu)
			a <- mu * b
			weight <- sum(lgamma(x + a) - lgamma(a) + a * log(b / (b + n)) + x * log(n / (b + n))) + log(mu / all) / 2
		}
		c(a = a, b = b, weight = weight + uniform)
	})
	points <- as.data.frame(do.call(rbind, points))
	points$weight <- exp(points$weight - max(points$weight))
	points
}

# How often each unit is at or above a place when true values are drawn from what peers are believed to be.
draw_ranks <- function(kind, direction, x, n, draws) {
	points <- priors(kind, x, n)
	chosen <- sample(nrow(points), draws, replace = TRUE, prob = points$weight)
	a <- points$a[chosen]
	b <- points$b[chosen]
	values <- sapply(seq_along(x), function(i)
		if (kind == "proportion") rbeta(draws, x[i] + a, n[i] - x[i] + b)
		else rgamma(draws, x[i] + a, n[i] + b))
	if (direction == "increase") values <- -values
	sapply(seq_along(x), function(i) 1 + rowSums(values < values[, i]))
}

# One row for each unit; those of a set (indicator and peer group) together.  ranked: it has a rank; inside: it is in
# the funnel; first and last: the rank interval that the page shows.
peers <- function(units) {
	set.seed(20250701)
	draws <- 100000
	do.call(rbind, lapply(split(units, factor(units$set, unique(units$set))), function(group) {
		kind <- group$kind[1]
		ranked <- group$ranked == 1
		inside <- group$inside == 1
		out <- data.frame(set = group$set, name = group$name, value = group$factor * group$x / group$n)
		both <- t(mapply(interval, kind, group$x, group$n))
		out$lower <- group$factor * both[, 1]
		out$upper <- group$factor * both[, 2]
		out$rank <- 0
		sign <- if (group$direction[1] == "increase") -1 else 1
		out$rank[ranked] <- rank(sign * group$x[ranked] / group$n[ranked], ties.method = "min")
		out[, c("before_first", "to_first", "before_last", "to_last", "mean_rank")] <- NA
		if (sum(ranked) > 1) {
			drawn <- draw_ranks(kind, group$direction[1], group$x[ranked], group$n[ranked], draws)
			share <- function(k) colMeans(sweep(drawn, 2, k, "<="))
			out$before_first[ranked] <- share(group$first[ranked] - 1)
			out$to_first[ranked] <- share(group$first[ranked])
			out$before_last[ranked] <- share(group$last[ranked] - 1)
			out$to_last[ranked] <- share(group$last[ranked])
			out$mean_rank[ranked] <- colMeans(drawn)
		}
		theta <- sum(group$x[inside]) / sum(group$n[inside])
		out$theta <- group$factor * theta
		out$phi <- if (sum(inside) > 1 && theta > 0) dispersion(kind, group$x[inside], group$n[inside]) else NA
		out$place <- ""
		out$exact <- ""
		out$exact[inside] <- mapply(place, kind, group$x[inside], group$n[inside], theta)
		if (sum(inside) >= 5)
			out$place[inside] <- mapply(milder, out$exact[inside], others(kind, group$x[inside], group$n[inside],
				group$name[inside], periods_before(kind, group$before[1], group$minimum[1]))[, "z"])
		for (level in c(95, 998)) {
			edges <- t(mapply(limits, kind, group$n, theta, if (level == 95) 0.95 else 0.998))
			out[, paste0(c("low_", "high_"), level)] <- group$factor * edges
		}
		out
	}))
}

# Two-sided p that two periods of one unit are alike.
change <- function(pairs) {
	p <- mapply(function(kind, x1, n1, x2, n2) {
		if (kind == "proportion") {
			counts <- matrix(c(x1, n1 - x1, x2, n2 - x2), 2)
			expected <- outer(rowSums(counts), colSums(counts)) / sum(counts)
			if (any(expected < 5)) return(fisher.test(counts)$p.value)
			return(suppressWarnings(prop.test(c(x1, x2), c(n1, n2), correct = FALSE)$p.value))
		}
		if (x1 + x2 == 0) return(1)
		part <- n1 / (n1 + n2)
		min(1, 2 * min(pbinom(x1, x1 + x2, part), 1 - pbinom(x1 - 1, x1 + x2, part)))
	}, pairs$kind, pairs$x1, pairs$n1, pairs$x2, pairs$n2)
	data.frame(id = pairs$id, p = p, difference = pairs$factor * (pairs$x2 / pairs$n2 - pairs$x1 / pairs$n1))
}

# A control chart: p or u, widened to p' or u' where quarters differ beyond chance.
quarters <- function(points) {
	do.call(rbind, lapply(split(points, factor(points$set, unique(points$set))), function(chart) {
		used <- chart[chart$used == 1, ]
		centre <- sum(used$x) / sum(used$n)
		spread <- function(n) sqrt((if (chart$kind[1] == "proportion") centre * (1 - centre) else centre) / n)
		wide <- max(1, mean(abs(diff((used$x / used$n - centre) / spread(used$n)))) / 1.128)
		low <- pmax(0, centre - 3 * wide * spread(chart$n))
		high <- centre + 3 * wide * spread(chart$n)
		if (chart$kind[1] == "proportion") high <- pmin(1, high)
		data.frame(set = chart$set, period = chart$period, centre = chart$factor * centre, low = chart$factor * low, high = chart$factor * high)
	}))
}

# Points, composite, z and error of the grade, one row for each hospital and indicator.
composite <- function(items) {
	items$eligible <- items$n >= items$minimum
	rows <- lapply(split(items, items$indicator), function(item) {
		value <- item$factor * item$x / item$n
		raw <- 100 * (value - item$floor) / (item$benchmark - item$floor)
		points <- floor(10 * pmin(100, pmax(0, raw)) + 0.5 + 1e-9) / 10
		theta <- sum(item$x[item$eligible]) / sum(item$n[item$eligible])
		rate <- item$factor[1] == 1000
		kind <- if (rate) "rate" else "proportion"
		z <- NA
		exact <- ""
		if (sum(item$eligible) >= 5) {
			z <- ifelse(item$benchmark < item$floor, -1, 1) * others(kind, item$x, item$n)[, "z"]
			exact <- mapply(place, kind, item$x, item$n, theta)
		}
		p <- item$x / item$n
		variance <- ifelse(raw <= 0 | raw >= 100, 0, (100 * item$factor / (item$benchmark - item$floor))^2 * (if (rate) p else p * (1 - p)) / item$n)
		data.frame(item[, c("hospital", "indicator", "weight", "eligible")], points = points, z = z, exact = exact, variance = variance)
	})
	all <- do.call(rbind, rows)
	used <- all[all$eligible, ]
	sums <- sapply(split(used, used$hospital), function(h) c(sum(h$weight * h$points) / sum(h$weight), sqrt(sum(h$weight^2 * h$variance)) / sum(h$weight)))
	all$composite <- sums[1, as.character(all$hospital)]
	all$error <- sums[2, as.character(all$hospital)]
	all
}

output(switch(commandArgs(trailingOnly = TRUE)[1], peers = peers(input), change = change(input), quarters = quarters(input), composite = composite(input)))
