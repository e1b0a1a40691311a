-- What the scripts for wrk share: pauses between requests, and one line of figures at the end.
-- BENCH_PAUSE: mean pause in ms of each connection between two requests, exponentially distributed, so that
-- many connections together make the arrivals of a given rate; 0: none.
local pause = tonumber(os.getenv("BENCH_PAUSE"))
local threads = {}

wrong = 0 -- answers of this thread that were not what was asked for

function setup(thread)
	table.insert(threads, thread)
	thread:set("number", #threads)
end

function init()
	math.randomseed(number * 7919)
end

if pause > 0 then
	function delay()
		return math.floor(-math.log(1 - math.random()) * pause + 0.5)
	end
end

function done(summary, latency)
	local errors = summary.errors
	local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
	for _, thread in ipairs(threads) do
		failed = failed + thread:get("wrong")
	end
	io.write(string.format("BENCH requests=%d seconds=%.6f bytes=%.0f p50=%.3f p99=%.3f failed=%d\n", summary.requests,
		summary.duration / 1e6, summary.bytes, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, failed))
end
