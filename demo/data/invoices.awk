# SPDX-License-Identifier: Apache-2.0
# demo/data/invoices.awk: our people, what is sold, and one invoice with its lines and payments, for make.awk and many.awk

BEGIN {
    # How many of the currency's smallest unit one øre is worth, in millionths.
    rate["NOK"] = 1000000; rate["EUR"] = 85000; rate["SEK"] = 950000; rate["RON"] = 430000; rate["JPY"] = 140000
    rate["USD"] = 95000
    decimals["NOK"] = 2; decimals["EUR"] = 2; decimals["SEK"] = 2; decimals["RON"] = 2; decimals["JPY"] = 0
    decimals["USD"] = 2
    subjects = split("Mooring lines|Delivery, cages 4 & 5|Lines for M/S \"Åsvær Junior\"|Towline, replacement|" \
                     "Annual inspection|Splicing at the quay|Lead line and chain|Skipper's order|Rush order <24 h|" \
                     "Șuruburi și țesături|Frame ropes, second row|Spare parts", subject, "|")
    references = split("|PO 4711|PO 88-Æ|K. Nordmann|O'Brien|Pos. <3>|Verkstad \"Norra\"|Atelierul Țepeș", reference, "|")
    # some invoices of the customer with most currencies have these too, at other rates of tax; a price is in øre
    add_product("LUNCH", "", "Lunch for the splicers, on the quay", "pcs", 18500)
    add_product("FREIGHT", "", "Sea freight beyond the border, exempt", "pcs", 420000)
}

/^#/ { next }
FILENAME ~ /products\.tsv$/ && NF == 5 { add_product(++products, $1, $3, $4, $5); product_number[products] = $2; next }
FILENAME ~ /contacts\.tsv$/ && NF == 5 { contact[++contacts] = $0; contact_id[contacts] = $1; contact_role[contacts] = $5; next }

function add_product(n, id, name, unit, price) {
    product_id[n] = quote_or_null(id); product_name[n] = quote(name); product_unit[n] = unit; product_price[n] = price
}

# A company has all of our people, a person only the one who knows the invoices; each eleventh customer has nobody yet.
function write_contacts_of(i, id, kind,    k, place) {
    place = 0
    for (k = 1; k <= contacts && i % 11; k++)
        if (kind == "company" || contact_role[k] == "accounts")
            put("customer_contact", quote(id) "," ++place "," quote(contact_id[k]) "," quote(contact_role[k]))
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

# The invoice I, of CUSTOMER, issued AGE days ago with TERMS days to pay, and what became of it (STATE). CURRENCIES is how many the
# customer has, VAT_SHARE his rate of tax.
function write_invoice(i, id, number, customer, age, terms, state, currency, currencies, vat_share,    issued, cancelled, reason) {
    issued = day_zero - age
    cancelled = "NULL"; reason = "NULL"
    if (state == "cancelled") {
        cancelled = quote(date_of(issued + (age > 3 ? 3 : age)))
        reason = quote("Wrong quantity; a new invoice was sent")
    }
    put("invoice", "'" id "','" customer "','" number "'," quote(subject[chance(subjects) + 1]) "," \
                   quote_or_null(reference[chance(references) + 1]) ",'" date_of(issued) "','" date_of(issued + terms) "','" \
                   currency "'," cancelled "," reason)
    write_payments(i, id, issued, terms, state, currency, write_lines(i, id, state, currency, currencies, vat_share))
}

# Write the lines of invoice I; the result is its total with VAT.
function write_lines(i, id, state, currency, currencies, vat_share,    lines, k, total) {
    lines = state == "twice" ? 14 : 1 + chance(5)
    total = 0
    for (k = 1; k <= lines; k++)
        total += write_line(id, k, currency, vat_share)
    # the customer with most currencies has some with more than one rate of tax
    if (currencies > 2 && i % 3 == 0) {
        total += write_item(id, lines + 1, "LUNCH", 40, currency, 1500)
        if (i % 2 == 0)
            total += write_item(id, lines + 2, "FREIGHT", 10, currency, 0)
    }
    return total
}

function write_line(id, k, currency, vat_share,    what, unit, tenths) {
    what = (chance(products) + k) % products + 1
    unit = product_unit[what]
    tenths = unit == "m" ? 5 * (10 + chance(300)) : unit == "h" ? 5 * (2 + chance(15)) : 10 * (1 + chance(6))
    return write_item(id, k, what, tenths, currency, vat_share)
}

# TENTHS of the product WHAT; the result is what it costs with VAT.
function write_item(id, k, what, tenths, currency, vat_share,    price, amount, vat) {
    price = divide(product_price[what] * rate[currency], 1000000)
    amount = divide(tenths * price, 10)
    vat = divide(amount * vat_share, 10000)
    put("invoice_line", "'" id "'," k "," product_id[what] "," product_name[what] "," int(tenths / 10) "." tenths % 10 ",'" \
                        product_unit[what] "'," price "," vat_share "," amount "," vat)
    return amount + vat
}

function write_payments(i, id, issued, terms, state, currency, total,    part, day) {
    if (state == "unpaid" || state == "cancelled")
        return
    part = state == "paid" ? total : divide(total * (30 + chance(40)), 100)
    # never on the day of TODAY: its hours may not have come yet
    day = issued + 1 + chance(terms + 4)
    if (day >= day_zero)
        day = day_zero - 1
    if (day < issued)
        return
    write_payment(i, id, day, part, currency)
    if (state == "twice")
        write_payment(i, id, day + 5 < day_zero ? day + 5 : day_zero - 1, total - part, currency)
}

function write_payment(i, id, day, amount, currency,    means, key) {
    means = chance(4) ? "bank" : "card"
    key = new_key()
    put("payment", "'" key "','" id "','" date_of(day) sprintf(" %02d:%02d:%02d", 6 + chance(12), chance(60), chance(60)) "','" \
                   means "'," (means == "bank" ? sprintf("'KID %d%05d'", 20000 + i, chance(100000)) : "NULL") "," amount ",'" \
                   currency "'")
}
