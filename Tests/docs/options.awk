# The options of an mdoc page, one a line: names, value, default, separated by tabs.
# They are the items of the list after "The options are as follows:", at its own depth.
function put() {
	if (names != "") printf "%s\t%s\t%s\n", names, value, standard
	names = ""
}
/^The options are as follows:/ { wanted = 1; next }
!wanted { next }
/^\.Bl/ { depth++; next }
/^\.El/ { if (--depth == 0) { put(); exit } next }
depth != 1 { next }
/^\.It/ {
	put()
	names = value = standard = ""
	awaits = 0
	count = split($0, word, " ")
	for (i = 2; i <= count; i++) {
		if (word[i] == "Fl" && word[i + 1] == "Fl") name = "--" word[i += 2]
		else if (word[i] == "Fl") name = "-" word[++i]
		else {
			if ((word[i] == "Ar" || word[i] == "Cm") && value == "") {
				# A choice such as `rollback | hold` is one value.
				value = word[i + 1]
				while (word[i + 2] == "|") { value = value "|" word[i + 3]; i += 2 }
			}
			continue
		}
		names = names (names == "" ? "" : " ") name
	}
	next
}
/^The default is$/ { awaits = 1; next }
awaits && /^\.Cm / { standard = $2; awaits = 0; next }
{ awaits = 0 }
