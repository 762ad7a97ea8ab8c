#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A directive: one row in server/config.c, one line in conf.d/myaccount.conf, one section of doc/directives.md that tells syntax,
# default, context and an example, one test of a mistake in tests/http/config.test.mjs, one test of what it does.
set -eu
cd "${MYA_SRCDIR:-$(dirname "$0")/../..}"
bad=0
tell() { echo "$1" >&2; bad=1; }
rows=$(tr '\n' ' ' <mod_myaccount/server/config.c | grep -oE 'AP_INIT_[A-Z0-9_]+\("MyAccount[A-Za-z]+", *[a-z_]+, *NULL, *[A-Z_ |]+,' |
    sed -E 's/.*\("(MyAccount[A-Za-z]+)", *[a-z_]+, *NULL, *([A-Z_ |]+),/\1 \2/')
directives=$(echo "$rows" | cut -d' ' -f1)
[ "$(echo "$directives" | wc -l)" -ge 10 ] || { echo "the table of directives was not found" >&2; exit 1; }

section() { awk -v name="### $1" '/^##/ { on = $0 == name; next } on' doc/directives.md; }

for name in $directives; do
    grep -qE "^ *#? *$name " conf.d/myaccount.conf || tell "$name has no line in conf.d/myaccount.conf"
    grep -qw "$name" tests/http/config.test.mjs || tell "$name is in no test of tests/http/config.test.mjs"
    section "$name" | grep -qE "^- Syntax: \`$name [^\`]+\`" || tell "doc/directives.md: $name has no \"- Syntax: \`$name …\`\""
    section "$name" | grep -qE "^- Default: ." || tell "doc/directives.md: $name has no \"- Default:\""
    section "$name" | grep -qE "^- Example: \`$name [^\`]+\`" || tell "doc/directives.md: $name has no \"- Example: \`$name …\`\""
    section "$name" | sed -n '/^$/!p' | head -1 | grep -qE '^[^-]' || tell "doc/directives.md: $name is not explained"
    context=$(section "$name" | sed -n 's/^- Context: //p')
    flags=$(echo "$rows" | sed -n "s/^$name //p")
    case $flags in
    ACCESS_CONF) wanted="Location" ;;
    RSRC_CONF) wanted="server, virtual host" ;;
    PLACE) wanted="server, virtual host, Location" ;;
    "RSRC_CONF | OR_AUTHCFG") wanted="server, virtual host, Location, Directory, .htaccess (AuthConfig)" ;;
    *) wanted="?"; tell "$name: this guard does not know the context $flags" ;;
    esac
    case $context in
    "$wanted" | "$wanted ("*) ;;
    *) tell "doc/directives.md: the context of $name is \"$wanted\", not \"$context\"" ;;
    esac
done
for name in $(grep -ohE '\bMyAccount[A-Z][A-Za-z]+' conf.d/myaccount.conf doc/*.md README.md demo/httpd/*.conf | sort -u); do
    echo "$directives" | grep -qx "$name" || tell "$name is written of, but there is no such directive"
done
exit $bad
