# SPDX-License-Identifier: Apache-2.0
# demo/data/many.awk: contacts.tsv and products.tsv in, SQL with CUSTOMERS invented customers out, each with a user, a past, and about
# ten invoices, the first of them with 10,000; called by many.sh after basics.awk and invoices.awk.
#
# Keys begin with letters that go up in the order of writing, so that each goes to the end of its table: a database that gets a million
# keys in any order reads a page for each. What belongs to a key (date, number, customer) has another order.

BEGIN {
    BIG = 10000
    DAYS = 728
    PORTION = 10000    # invoices in one transaction
    TOGETHER = 200     # invoices in one statement
    letters = "23456789abcdefghijkmnpqrstuvwxyz"
    for (n = 0; n < 32768; n++)
        three[n] = substr(letters, int(n / 1024) + 1, 1) substr(letters, int(n / 32) % 32 + 1, 1) substr(letters, n % 32 + 1, 1)
    places = split("Nordvik|Sørvær|Ytre Fjære|Åsgard|Øyrane|Blåfjell|Havnnes|Indre Skarv|Tindvik|Lyngør|Kobbvåg|Storholmen|Vågsund|" \
                   "Skjelvika|Trollnes|Grønnøya", place, "|")
    trades = split("Havbruk|Båtbyggeri|Rederi|Dykkeservice|Fiskeri|Marina|Slipp & Mek|Kystfrakt", trade, "|")
    firsts = split("Anne|Bjørn|Cecilie|Dag|Elin|Frode|Gunn|Håkon|Ida|Jon|Kåre|Lise|Magnus|Nora|Odd|Pål", first, "|")
    lasts = split("Berg|Dahl|Eide|Fjell|Grønli|Haugen|Iversen|Kvam|Lund|Moe|Næss|Ødegård|Rønning|Sæther|Tangen|Åsvik", last, "|")
    seed = 4711
}

{ print "many.awk: " FILENAME ":" FNR ": " NF " fields" > "/dev/stderr"; failed = 1; exit 1 }

END {
    if (failed)
        exit failed
    invoices = BIG + 10 * (many - 1)
    keep = 1
    print "-- " many " customers and " invoices " invoices as of " today ", made by demo/data/many.sh"
    print "BEGIN;"
    for (c = 1; c <= many; c++) {
        write_customer(c)
        if (c % TOGETHER == 0)
            flush()
    }
    flush()
    # one password for all: Anna's, who is there already
    print "UPDATE mya_user SET password_hash = (SELECT a.password_hash FROM (SELECT password_hash FROM mya_user " \
          "WHERE email = 'anna@example.com') a) WHERE password_hash IS NULL;"
    print "COMMIT;"
    write_invoices()
}

# The N-th of TOTAL keys of a table: the first five letters say where it stands, chance says the rest.
function key_of(n, total,    step, place) {
    step = int(33554432 / (total + 1))
    place = n * step + chance(step)
    return three[int(place / 1024)] substr(three[place % 1024], 2) three[chance(32768)] three[chance(32768)] three[chance(32768)] \
           three[chance(32768)] three[chance(32768)]
}

# Of a payment; an invoice has two at most.
function new_key() { return key_of(++payments, 2 * invoices) }

function write_customer(c,    id, kind, name, person, user, created) {
    customer_id[c] = id = key_of(c, many)
    user = key_of(c, many)
    kind = c > 1 && c % 4 == 0 ? "person" : "company"
    person = first[chance(firsts) + 1] " " last[chance(lasts) + 1]
    name = c == 1 ? "Samdrift Kystflåten SA" : kind == "person" ? person : place[chance(places) + 1] " " trade[chance(trades) + 1] " " c " AS"
    created = date_of(day_zero - 400) " 09:00:00"
    put("customer", "'" id "','" kind "','" name "'," (kind == "person" ? "NULL" : sprintf("'9%08d'", c)) ",'invoices" c \
                    "@example.com','+47 12 34 56 78','" currency_of(c) "'")
    put("address", "'" id "','invoice','Sjøgata " chance(200) + 1 "','','" 1000 + chance(9000) "','" place[chance(places) + 1] "','NO'")
    write_contacts_of(c, id, kind)
    put("mya_user", "'" user "','main','customer" c "@example.com','" person "',NULL,'" (c % 3 ? "en" : "nb") "','" created "'")
    put("mya_membership", "'" user "','" id "','owner'")
    write_past(user, id, c)
}

function currency_of(c) { return c % 10 == 7 ? "EUR" : "NOK" }

function write_past(user, id, c,    day) {
    day = 90 + chance(300)
    event(user, "", "session.started", "", day, "07:58:12", "NULL")
    if (c % 3 == 1)
        event(user, id, "user.changed", "details", day, "08:01:45", "'{\"phone_from\":\"\",\"phone_to\":\"+47 12 34 56 78\"}'")
    event(user, "", "session.ended", "", day, "08:41:03", "NULL")
    day = 2 + chance(80)
    event(user, "", "session.started", "", day, "12:03:44", "NULL")
}

function event(user, customer, type, subject, day, time, data) {
    put("mya_event", "'" key_of(++events, 4 * many) "','main','" type "','" subject "','" user "'," quote_or_null(customer) ",'" user "'," \
                     data ",'" date_of(day_zero - day) " " time "'")
}

# Each key its place in time: n goes over all of 0 to invoices - 1, in big steps.
function write_invoices(    i, step, n, c, age, terms) {
    step = int(invoices * 0.618)
    while (common_divisor(step, invoices) > 1)
        step++
    for (i = 1; i <= invoices; i++) {
        if (i % PORTION == 1)
            print "BEGIN;"
        n = (i * step) % invoices
        # the first customer's are spread evenly among the others'
        c = int((n + 1) * BIG / invoices) > int(n * BIG / invoices) ? 1 : 2 + chance(many - 1)
        age = 2 + int((invoices - 1 - n) * DAYS / invoices)
        terms = chance(3) ? 14 : 30
        write_invoice(i, key_of(i, invoices), 1000001 + n, customer_id[c], age, terms, likely_state(age - terms), currency_of(c), 1, \
                      currency_of(c) == "NOK" ? 2500 : 0)
        if (i % TOGETHER == 0 || i == invoices)
            flush()
        if (i % PORTION == 0 || i == invoices) {
            print "COMMIT;"
            tell(i)
        }
    }
}

function common_divisor(a, b) { return b ? common_divisor(b, a % b) : a }

function tell(i) {
    if (progress)
        printf "%s  %d of %d invoices%s", progress == "line" ? "\r" : "", i, invoices, progress == "line" && i < invoices ? "" : "\n" > "/dev/stderr"
}
