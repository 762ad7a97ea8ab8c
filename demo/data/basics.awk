# SPDX-License-Identifier: Apache-2.0
# demo/data/basics.awk: days, chance and SQL, for make.awk and many.awk. POSIX awk, whole numbers below 2^53 only.

BEGIN {
    FS = "\t"
    day_zero = day_of(today)
    if (day_zero < 0) {
        print script ": \"" today "\" is not a day; write it as YYYY-MM-DD, for example 2026-11-21" > "/dev/stderr"
        failed = 2
        exit failed
    }
    columns["currency"] = "code, decimals"
    columns["customer"] = "id, kind, name, organisation_number, email, phone, currency"
    columns["address"] = "customer_id, kind, line1, line2, postcode, city, country"
    columns["contact_person"] = "id, name, phone, email"
    columns["customer_contact"] = "customer_id, position, contact_id, role"
    columns["product"] = "id, number, name, unit, price_minor, currency, vat_basis_points"
    columns["invoice"] = "id, customer_id, number, subject, their_reference, issued, due, currency, cancelled, cancel_reason"
    columns["invoice_line"] = "invoice_id, position, product_id, description, quantity, unit, unit_price_minor, " \
                              "vat_basis_points, amount_minor, vat_minor"
    columns["payment"] = "id, invoice_id, paid_at, means, reference, amount_minor, currency"
    columns["mya_user"] = "id, portal, email, name, phone, language, created"
    columns["mya_membership"] = "user_id, customer_id, role"
    columns["mya_event"] = "id, portal, type, subject, user_id, customer_id, actor, data, at"
    # an order in which what is referred to stands before
    tables = split("currency customer address contact_person customer_contact product mya_user mya_membership mya_event invoice " \
                   "invoice_line payment", table, " ")
}

# --- days -----------------------------------------------------------------------------------------------------------

# Number of the day TEXT (YYYY-MM-DD), counted from some day long ago; -1 if there is no such day.
function day_of(text,    y, m, d, n) {
    if (text !~ /^[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]$/)
        return -1
    y = substr(text, 1, 4) + 0; m = substr(text, 6, 2) + 0; d = substr(text, 9, 2) + 0
    if (y < 1900 || m < 1 || m > 12 || d < 1)
        return -1
    n = number_of(y, m, d)
    return date_of(n) == text ? n : -1
}

# A year that begins in March puts the leap day last.
function number_of(y, m, d) {
    if (m < 3) { y--; m += 12 }
    return 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * (m - 3) + 2) / 5) + d
}

function date_of(n) {
    if (!(n in date_known))
        date_known[n] = date_made(n)
    return date_known[n]
}

function date_made(n,    y, m) {
    y = int(n / 365.2425) + 1
    while (number_of(y, 3, 1) > n)
        y--
    m = 3
    while (m < 14 && number_of(y, m + 1, 1) <= n)
        m++
    return m > 12 ? text_of(y + 1, m - 12, n - number_of(y, m, 1) + 1) : text_of(y, m, n - number_of(y, m, 1) + 1)
}

function text_of(y, m, d) { return sprintf("%04d-%02d-%02d", y, m, d) }

# --- chance, the same each time ---------------------------------------------------------------------------------------

# A whole number from 0 to LIMIT - 1 (Park and Miller's generator; all products stay below 2^46).
function chance(limit) {
    seed = (seed * 16807) % 2147483647
    return int(seed / 128) % limit
}

function letter(number) { return substr("abcdefghijkmnpqrstuvwxyz23456789", number + 1, 1) }

function random_key(    i, key) {
    key = ""
    for (i = 0; i < 20; i++)
        key = key letter(chance(32))
    return key
}

# --- SQL --------------------------------------------------------------------------------------------------------------

function quote(text) {
    gsub(/'/, "''", text)
    return "'" text "'"
}

function quote_or_null(text) { return text == "" ? "NULL" : quote(text) }

# A row with VALUES, which are literals with commas between, goes into the table NAME: at once, or with many others at the next flush()
# if rows are kept for that.
function put(name, values) {
    if (keep)
        kept[name, ++rows[name]] = values
    else
        print "INSERT INTO " name " (" columns[name] ") VALUES (" values ");"
}

function flush(    t, name) {
    for (t = 1; t <= tables; t++) {
        name = table[t]
        if (rows[name] && copy)
            copy_rows(name)
        else if (rows[name])
            insert_rows(name)
        rows[name] = 0
    }
}

function insert_rows(name,    i) {
    print "INSERT INTO " name " (" columns[name] ") VALUES"
    for (i = 1; i < rows[name]; i++)
        print "(" kept[name, i] "),"
    print "(" kept[name, i] ");"
}

# To PostgreSQL literals are CSV with another quotation mark.
function copy_rows(name,    i) {
    print "COPY " name " (" columns[name] ") FROM STDIN WITH (FORMAT csv, QUOTE '''', NULL 'NULL');"
    for (i = 1; i <= rows[name]; i++)
        print kept[name, i]
    print "\\."
}

# Half is rounded away from zero; NUMERATOR may be negative.
function divide(numerator, by) {
    return numerator < 0 ? -int((-numerator * 2 + by) / (by * 2)) : int((numerator * 2 + by) / (by * 2))
}
