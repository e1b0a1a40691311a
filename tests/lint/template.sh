#!/bin/bash
# Templates: nothing unescaped or inline, forms, what nobody includes or wears.
. "$(dirname "$0")/common.sh"

search '\{\{\{' 'templates/*.html' | grep -v '^templates/layout\.html:' |
    breach 'unescaped output outside layout.html'
search '[[:space:]](style|on[a-z]+)=|<style|javascript:' 'templates/*.html' 'templates/*.svg' |
    breach 'inline style or script, which the content security policy stops'
files 'templates/*.html' | xargs -r -d '\n' grep -nHoiE '<script[^>]*>[^<]*' |
    grep -vE ':<script src="/static/[^"]*"( defer)?>$' |
    breach 'a script that is not a file of ours'
search '<form' 'templates/*.html' | grep -i 'method="post"' | grep -v novalidate |
    breach 'a form without novalidate'
search '<form' 'templates/*.html' | grep -i 'method="post"' | sed 's/:.*//' | sort -u |
    xargs -r -d '\n' awk '
	function judge() { if (parts < posts) print file; posts = parts = 0 }
	FNR == 1 { judge(); file = FILENAME }
	{ posts += gsub(/<form[^>]*method="post"/, ""); parts += gsub(/[{][{]> _post[}][}]|name="[{][{]csrf_name[}][}]"/, "") }
	END { judge() }' |
    breach 'a form that posts without {{> _post}}'
search 'zh-table-region' 'templates/*.html' | grep -vE 'role="region".* tabindex="0".* aria-labelledby="' |
    breach 'a scrolling region that the keyboard cannot reach (templates/README.md)'
# Characters, not bytes.
LC_ALL=C.UTF-8 search '^.{161,}' 'templates/*.html' | sed -E 's/^([^:]*:[0-9]+):.*/\1/' |
    breach 'a template line of more than 160 characters (templates/README.md, Long lines)'

# What nobody includes or wears any more.
included=$(mktemp)
files 'templates/*.html' | xargs -r -d '\n' grep -ohE '\{\{> *[a-z_]+' | sed 's/.*[> ]//' | sort -u > "$included"
files 'templates/*/_*.html' 'templates/_*.html' | sed 's|\(.*/\)\(.*\)\.html$|\2 &|' | sort |
    join -v 1 - "$included" | cut -d ' ' -f 2 | breach 'a partial that no template includes'
rm -f "$included"
worn=$(mktemp)
files 'templates/*.html' 'templates/*.svg' 'cgi/*.c' 'static/js/*.js' | xargs -r -d '\n' cat > "$worn"
# Whole, or made of a stem and a word of the program: zh-state-{{state}}.
files 'static/css/*.scss' | xargs -r -d '\n' grep -ohE '\.(zh|bulletin)-[a-z0-9-]+' | sed 's/^\.//' | sort -u |
    awk -v worn="$worn" '
	BEGIN {
		while ((getline line < worn) > 0)
			while (match(line, /(zh|bulletin)-[a-z0-9-]*/)) {
				word = substr(line, RSTART, RLENGTH)
				line = substr(line, RSTART + RLENGTH)
				# After a stem: what the program fills in, or the end of a string it goes on with.
				if (word !~ /-$/ || line ~ /^(\{\{|%|")/)
					known[word]
			}
	}
	{
		found = $0 in known
		for (stem = $0; !found && sub(/-[^-]*$/, "", stem) && stem ~ /-/; )
			found = (stem "-") in known
		if (!found)
			print
	}' | breach 'a class that nothing wears'
rm -f "$worn"
known=$(mktemp)
search '.' static/icons.txt | sed 's/.*:[0-9]*://' | awk '!/^#/ { print $1 }' | sort -u > "$known"
files 'templates/*.html' | xargs -r -d '\n' grep -ohE 'icons\.svg#[a-z-]+"' | sed 's/.*#//; s/"//' |
    sort -u | comm -13 "$known" - | breach 'an icon that static/icons.txt does not name'
files 'static/css/*.scss' | xargs -r -d '\n' grep -ohE '\.zh-[a-z0-9-]+' | sed 's/^\.//' | sort -u > "$known"
files 'templates/*.html' 'templates/*.svg' | xargs -r -d '\n' grep -ohE 'class="[^"]*"' |
    grep -oE '(^|[ "}])zh-[a-z0-9-]+("|[ }{]|$)' | grep -v '{' | grep -oE 'zh-[a-z0-9-]+' |
    sort -u | comm -13 "$known" - | breach 'a class that static/css does not know'
rm -f "$known"

exit $failed
