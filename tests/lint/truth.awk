# Names of files, folders and documents in comments and in documents, that are not in the tree.
#   awk -v tree=LIST -f tests/lint/truth.awk FILE...
# LIST: every file of the tree, one a line.  <placeholders>, globs, variables and URLs are left alone, and so is what the
# build makes.
BEGIN {
	while ((getline path < tree) > 0) {
		know(path)
		while (sub(/\/[^\/]*$/, "", path))
			know(path)
	}
	split("cgi sql static templates tests deploy core measure figure dossier edition worker console importer account institution commission disclosure", first, " ")
	for (i in first)
		folders[first[i]]
}

# A path may be said from any folder on, and without its extension.
function know(path,    short) {
	if (path in known)
		return
	for (;;) {
		known[path]
		short = path
		sub(/(\.query)?\.[a-z]+$/, "", short)
		known[short]
		if (!sub(/^[^\/]*\//, "", path))
			return
	}
}

function judge(name, before, after,    parts) {
	sub(/[.:]+$/, "", name)
	sub(/\/$/, "", name)
	# Of something longer: an address, a placeholder, a name with a star.
	if (before ~ /[<>*}…][.]$/ || name ~ /(^|[_\/])name[.]/ || before ~ /[<>*$\/{…#@~=&?%-]$/ || before ~ /[a-z]:$/ || after ~ /^[<>*${…#@~(]/)
		return
	if (name ~ /^(build|var|node_modules)\// || name ~ /(^|\/)(zhiheng\.(js|css)|icons\.svg|region\.csv|pinyin\.h|bulletin\.css|[a-z]+_(query|page)\.[hc])$/)
		return
	split(name, parts, "/")
	if (name !~ /\.(c|h|sql|js|md|html|sh|scss|awk)$/ && !(parts[1] in folders && name ~ /\//))
		return
	if (!(name in known))
		print FILENAME ":" FNR ": " name
}

function look(text,    before) {
	before = ""
	while (match(text, /[A-Za-z0-9_][A-Za-z0-9_.-]*(\/[A-Za-z0-9_.-]+)*\/?/)) {
		before = before substr(text, 1, RSTART - 1)
		judge(substr(text, RSTART, RLENGTH), before, substr(text, RSTART + RLENGTH))
		before = substr(text, RSTART, RLENGTH)
		text = substr(text, RSTART + RLENGTH)
	}
}

FNR == 1 {
	inside = 0
	style = FILENAME ~ /\.(c|h|js|scss|css)$/ ? "c" : FILENAME ~ /\.sql$/ ? "sql" : FILENAME ~ /\.html$/ ? "template" : FILENAME ~ /\.(md|txt)$/ ? "document" : "shell"
}
style == "document" { look($0); next }
style == "sql" { if (match($0, /(^|[ \t])--.*/)) look(substr($0, RSTART)); next }
style == "shell" { if (match($0, /(^|[ \t])# .*/)) look(substr($0, RSTART)); next }
{
	text = $0
	if (style == "c" && !inside && match(text, /(^|[ \t])\/\/ .*/)) {
		look(substr(text, RSTART + 3))
		next
	}
	while (text != "") {
		if (!inside) {
			if (!match(text, style == "c" ? "/[*]" : "{{!"))
				break
			text = substr(text, RSTART + RLENGTH)
			inside = 1
		}
		if (match(text, style == "c" ? "[*]/" : "}}")) {
			look(substr(text, 1, RSTART - 1))
			text = substr(text, RSTART + RLENGTH)
			inside = 0
		} else {
			look(text)
			break
		}
	}
}
