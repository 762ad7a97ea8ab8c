# SPDX-License-Identifier: Apache-2.0
# demo/data/make.awk: customers.tsv, addresses.tsv, contacts.tsv and products.tsv in, SQL out; called by make.sh. POSIX awk, whole numbers below 2^53 only.

BEGIN {
    FS = "\t"
    day_zero = day_of(today)
    if (day_zero < 0) {
        print "make.sh: \"" today "\" is not a day; write it as YYYY-MM-DD, for example 2026-11-21" > "/dev/stderr"
        failed = 2
        exit failed
    }
    # How many of the currency's smallest unit one øre is worth, in millionths.
    rate["NOK"] = 1000000; rate["EUR"] = 85000; rate["SEK"] = 950000; rate["RON"] = 430000; rate["JPY"] = 140000
    rate["USD"] = 95000
    decimals["NOK"] = 2; decimals["EUR"] = 2; decimals["SEK"] = 2; decimals["RON"] = 2; decimals["JPY"] = 0
    decimals["USD"] = 2
    subjects = split("Mooring lines|Delivery, cages 4 & 5|Lines for M/S \"Åsvær Junior\"|Towline, replacement|" \
                     "Annual inspection|Splicing at the quay|Lead line and chain|Skipper's order|Rush order <24 h|" \
                     "Șuruburi și țesături|Frame ropes, second row|Spare parts", subject, "|")
    references = split("|PO 4711|PO 88-Æ|K. Nordmann|O'Brien|Pos. <3>|Verkstad \"Norra\"|Atelierul Țepeș", reference, "|")
    # The newest ten of the first customer, so that each state is there for sure: days ago, days to pay, state.
    scripted = split("1 30 unpaid|6 14 part|13 14 unpaid|14 14 unpaid|15 14 unpaid|24 30 unpaid|33 14 part|41 14 cancelled|" \
                     "52 30 unpaid|60 30 twice", script, "|")
}

/^#/ { next }
NF == 14 { customer[++customers] = $0; next }
NF == 7  { address[++addresses] = $0; next }
NF == 5 && $5 ~ /^[0-9]+$/ { product[++products] = $0; next }
NF == 5  { contact[++contacts] = $0; next }
{ print "make.awk: " FILENAME ":" FNR ": " NF " fields" > "/dev/stderr"; failed = 1; exit 1 }

END {
    if (failed)
        exit failed
    print "-- Demo data as of " today ", made by demo/data/make.sh"
    print "BEGIN;"
    write_currencies()
    write_customers()
    write_addresses()
    write_contacts()
    write_products()
    for (c = 1; c <= customers; c++)
        plan_customer(c)
    order_by_age()
    for (n = 1; n <= invoices; n++)
        write_invoice(order[n], 10230 + n)
    print "COMMIT;"
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

function date_of(n,    y, m) {
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

function random_key(    i, key) {
    key = ""
    for (i = 0; i < 20; i++)
        key = key substr("abcdefghijkmnpqrstuvwxyz23456789", chance(32) + 1, 1)
    return key
}

# --- SQL --------------------------------------------------------------------------------------------------------------

function quote(text) {
    gsub(/'/, "''", text)
    return "'" text "'"
}

function quote_or_null(text) { return text == "" ? "NULL" : quote(text) }

# Half is rounded away from zero; NUMERATOR may be negative.
function divide(numerator, by) {
    return numerator < 0 ? -int((-numerator * 2 + by) / (by * 2)) : int((numerator * 2 + by) / (by * 2))
}

function write_currencies(    i, n, code) {
    n = split("EUR JPY NOK RON SEK USD", code, " ")
    for (i = 1; i <= n; i++)
        print "INSERT INTO currency (code, decimals) VALUES (" quote(code[i]) ", " decimals[code[i]] ");"
}

function write_customers(    i, f, currency) {
    for (i = 1; i <= customers; i++) {
        split(customer[i], f, "\t")
        split(f[7], currency, ",")
        print "INSERT INTO customer (id, kind, name, organisation_number, email, phone, currency) VALUES (" quote(f[1]) ", " \
              quote(f[2]) ", " quote(f[3]) ", " quote_or_null(f[4]) ", " quote(f[5]) ", " quote(f[6]) ", " quote(currency[1]) ");"
        print "INSERT INTO address (customer_id, kind, line1, line2, postcode, city, country) VALUES (" quote(f[1]) ", 'invoice', " \
              quote(f[10]) ", " quote(f[11]) ", " quote(f[12]) ", " quote(f[13]) ", " quote(f[14]) ");"
    }
}

function write_addresses(    i, f) {
    for (i = 1; i <= addresses; i++) {
        split(address[i], f, "\t")
        print "INSERT INTO address (customer_id, kind, line1, line2, postcode, city, country) VALUES (" quote(f[1]) ", " quote(f[2]) ", " \
              quote(f[3]) ", " quote(f[4]) ", " quote(f[5]) ", " quote(f[6]) ", " quote(f[7]) ");"
    }
}

# A company has all of our people, a person only the one who knows the invoices; each eleventh customer has nobody yet.
function write_contacts(    i, k, f, of, place) {
    for (i = 1; i <= contacts; i++) {
        split(contact[i], f, "\t")
        print "INSERT INTO contact_person (id, name, phone, email) VALUES (" quote(f[1]) ", " quote(f[2]) ", " quote(f[3]) ", " \
              quote(f[4]) ");"
    }
    for (i = 1; i <= customers; i++) {
        split(customer[i], of, "\t")
        place = 0
        for (k = 1; k <= contacts && i % 11; k++) {
            split(contact[k], f, "\t")
            if (of[2] == "company" || f[5] == "accounts")
                print "INSERT INTO customer_contact (customer_id, position, contact_id, role) VALUES (" quote(of[1]) ", " ++place ", " \
                      quote(f[1]) ", " quote(f[5]) ");"
        }
    }
}

function write_products(    i, f) {
    for (i = 1; i <= products; i++) {
        split(product[i], f, "\t")
        print "INSERT INTO product (id, number, name, unit, price_minor, currency, vat_basis_points) VALUES (" quote(f[1]) ", " \
              quote(f[2]) ", " quote(f[3]) ", " quote(f[4]) ", " f[5] ", 'NOK', 2500);"
    }
}

# --- invoices ---------------------------------------------------------------------------------------------------------

# Lay out the invoices of customer C, the newest first: age[], terms[], plan[], owner[], currency_of[].
function plan_customer(c,    f, currency, currencies, count, k, i, words) {
    split(customer[c], f, "\t")
    currencies = split(f[7], currency, ",")
    count = f[9]
    seed = 7919 * c
    for (k = 1; k <= count; k++) {
        i = ++invoices
        owner[i] = c
        currency_of[i] = (currencies > 2 && k % 5 == 0) ? currency[3] : (currencies > 1 && k % 3 == 0) ? currency[2] : currency[1]
        if (c == 1 && k <= scripted) {
            split(script[k], words, " ")
            age[i] = words[1]; terms[i] = words[2]; plan[i] = words[3]
        } else {
            # older than the scripted ones of the first customer, and never more than 730 days
            age[i] = c == 1 ? 60 + int((k - scripted) * 665 / (count - scripted)) + chance(5) \
                            : 2 + int((k - 1) * 720 / count) + chance(8)
            terms[i] = chance(3) ? 14 : 30
            plan[i] = likely_state(age[i] - terms[i])
        }
    }
}

# What became of an invoice that was due LATE days ago (negative: is due then).
function likely_state(late,    x) {
    x = chance(100)
    if (x < 4)
        return "cancelled"
    if (late <= 0)
        return x < 30 ? "paid" : x < 50 ? "part" : "unpaid"
    if (late < 60)
        return x < 25 ? "unpaid" : x < 37 ? "part" : "paid"
    return x < 6 ? "unpaid" : x < 16 ? "twice" : "paid"
}

# order[] = the invoices, the oldest first: numbers are given out by date. Equal days keep their order.
function order_by_age(    i, j) {
    for (i = 1; i <= invoices; i++) {
        for (j = i - 1; j >= 1 && age[order[j]] < age[i]; j--)
            order[j + 1] = order[j]
        order[j + 1] = i
    }
}

function write_invoice(i, number,    f, id, issued, cancelled, reason) {
    seed = 104729 + 31337 * i
    split(customer[owner[i]], f, "\t")
    id = random_key()
    issued = day_zero - age[i]
    cancelled = "NULL"; reason = "NULL"
    if (plan[i] == "cancelled") {
        cancelled = quote(date_of(issued + (age[i] > 3 ? 3 : age[i])))
        reason = quote("Wrong quantity; a new invoice was sent")
    }
    print "INSERT INTO invoice (id, customer_id, number, subject, their_reference, issued, due, currency, cancelled, cancel_reason) VALUES (" \
          quote(id) ", " quote(f[1]) ", '" number "', " quote(subject[chance(subjects) + 1]) ", " \
          quote_or_null(reference[chance(references) + 1]) ", " quote(date_of(issued)) ", " quote(date_of(issued + terms[i])) ", " \
          quote(currency_of[i]) ", " cancelled ", " reason ");"
    write_payments(i, id, issued, write_lines(i, id, f[8] == 1 ? 2500 : 0))
}

# Write the lines of invoice I; the result is its total with VAT.
function write_lines(i, id, vat_share,    lines, k, total) {
    lines = plan[i] == "twice" ? 14 : 1 + chance(5)
    total = 0
    for (k = 1; k <= lines; k++)
        total += write_line(i, id, k, vat_share)
    # the customer with most invoices has some with more than one rate of tax
    if (currencies_of(owner[i]) > 2 && i % 3 == 0) {
        total += write_item(i, id, lines + 1, "\tLunch\tLunch for the splicers, on the quay\tpcs\t18500", 40, 1500)
        if (i % 2 == 0)
            total += write_item(i, id, lines + 2, "\tExport\tSea freight beyond the border, exempt\tpcs\t420000", 10, 0)
    }
    return total
}

function currencies_of(c,    f, currency) {
    split(customer[c], f, "\t")
    return split(f[7], currency, ",")
}

function write_line(i, id, k, vat_share,    f, tenths, which) {
    which = product[(chance(products) + k) % products + 1]
    split(which, f, "\t")
    tenths = f[4] == "m" ? 5 * (10 + chance(300)) : f[4] == "h" ? 5 * (2 + chance(15)) : 10 * (1 + chance(6))
    return write_item(i, id, k, which, tenths, vat_share)
}

# TENTHS of WHAT (a row of products.tsv; without an id it is nothing that we keep); the result is what it costs with VAT.
function write_item(i, id, k, what, tenths, vat_share,    f, price, amount, vat) {
    split(what, f, "\t")
    price = divide(f[5] * rate[currency_of[i]], 1000000)
    amount = divide(tenths * price, 10)
    vat = divide(amount * vat_share, 10000)
    print "INSERT INTO invoice_line (invoice_id, position, product_id, description, quantity, unit, unit_price_minor, " \
          "vat_basis_points, amount_minor, vat_minor) VALUES (" quote(id) ", " k ", " quote_or_null(f[1]) ", " quote(f[3]) ", " \
          sprintf("%d.%d", int(tenths / 10), tenths % 10) ", " quote(f[4]) ", " price ", " vat_share ", " amount ", " vat ");"
    return amount + vat
}

function write_payments(i, id, issued, total,    part, day) {
    if (plan[i] == "unpaid" || plan[i] == "cancelled")
        return
    part = plan[i] == "paid" ? total : divide(total * (30 + chance(40)), 100)
    # never on the day of TODAY: its hours may not have come yet
    day = issued + 1 + chance(terms[i] + 4)
    if (day >= day_zero)
        day = day_zero - 1
    if (day < issued)
        return
    write_payment(i, id, day, part)
    if (plan[i] == "twice")
        write_payment(i, id, day + 5 < day_zero ? day + 5 : day_zero - 1, total - part)
}

function write_payment(i, id, day, amount,    means) {
    means = chance(4) ? "bank" : "card"
    print "INSERT INTO payment (id, invoice_id, paid_at, means, reference, amount_minor, currency) VALUES (" quote(random_key()) ", " \
          quote(id) ", '" date_of(day) sprintf(" %02d:%02d:%02d", 6 + chance(12), chance(60), chance(60)) "', " quote(means) ", " \
          (means == "bank" ? quote(sprintf("KID %d%05d", 20000 + i, chance(100000))) : "NULL") ", " amount ", " quote(currency_of[i]) ");"
}
