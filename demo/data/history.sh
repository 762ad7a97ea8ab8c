#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# demo/data/history.sh TODAY: write what the demo's users did before TODAY (YYYY-MM-DD) as SQL, to be run after they were added.
#
# So that the page of the history has something to show at the first sign-in. The same TODAY gives the same bytes.
set -eu

if [ $# -ne 1 ]; then
    echo "usage: history.sh YYYY-MM-DD" >&2
    exit 2
fi
today=$1
number=0

# event DAYS-AGO TIME E-MAIL TYPE SUBJECT DATA (a JSON object, or NULL)
event() {
    number=$((number + 1))
    [ "$6" = NULL ] && data=NULL || data="'$6'"
    cat <<SQL
INSERT INTO mya_event (id, portal, type, subject, user_id, customer_id, actor, data, at)
SELECT 'history$number', u.portal, '$4', '$5', u.id,
       CASE WHEN '$4' LIKE 'session.%' THEN NULL ELSE (SELECT MIN(m.customer_id) FROM mya_membership m WHERE m.user_id = u.id) END,
       u.id, $data, '$(date -u -d "$today -$1 days" +%F) $2'
FROM mya_user u WHERE u.email = '$3';
SQL
}

for who in anna bo sigrid einar tuva; do
    event 34 07:58:12 $who@example.com session.started '' NULL
    event 34 08:41:03 $who@example.com session.ended '' NULL
done
event 21 12:03:44 anna@example.com session.started '' NULL
event 21 12:07:19 anna@example.com user.changed details \
    '{"phone_from":"+47 12 34 50 99","phone_to":"+47 12 34 51 01","line1_from":"Kaiveien 7","line1_to":"Fjæregata 3"}'
event 21 12:09:02 anna@example.com user.password-changed '' NULL
event 9 17:30:51 sigrid@example.com session.started '' NULL
event 9 17:34:20 sigrid@example.com user.changed details \
    '{"name_from":"Sigrid Haugland","name_to":"Sigrid Nordlys-Haugland","language_from":"en","language_to":"nb"}'
event 2 06:12:37 anna@example.com session.started '' NULL
event 2 06:13:05 bo@example.com session.started '' NULL
