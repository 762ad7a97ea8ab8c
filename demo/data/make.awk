# SPDX-License-Identifier: Apache-2.0
# demo/data/make.awk: customers.tsv, addresses.tsv, contacts.tsv and products.tsv in, SQL out; called by make.sh after basics.awk and
# invoices.awk.

BEGIN {
    # The newest ten of the first customer, so that each state is there for sure: days ago, days to pay, state.
    scripted = split("1 30 unpaid|6 14 part|13 14 unpaid|14 14 unpaid|15 14 unpaid|24 30 unpaid|33 14 part|41 14 cancelled|" \
                     "52 30 unpaid|60 30 twice", scene, "|")
}

NF == 14 { customer[++customers] = $0; next }
NF == 7  { address[++addresses] = $0; next }
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
        write_planned(order[n], 10230 + n)
    print "COMMIT;"
}

function new_key() { return random_key() }

function write_currencies(    i, n, code) {
    n = split("EUR JPY NOK RON SEK USD", code, " ")
    for (i = 1; i <= n; i++)
        put("currency", quote(code[i]) "," decimals[code[i]])
}

function write_customers(    i, f, currency) {
    for (i = 1; i <= customers; i++) {
        split(customer[i], f, "\t")
        split(f[7], currency, ",")
        put("customer", quote(f[1]) "," quote(f[2]) "," quote(f[3]) "," quote_or_null(f[4]) "," quote(f[5]) "," quote(f[6]) "," \
                        quote(currency[1]))
        put("address", quote(f[1]) ",'invoice'," quote(f[10]) "," quote(f[11]) "," quote(f[12]) "," quote(f[13]) "," quote(f[14]))
    }
}

function write_addresses(    i, f) {
    for (i = 1; i <= addresses; i++) {
        split(address[i], f, "\t")
        put("address", quote(f[1]) "," quote(f[2]) "," quote(f[3]) "," quote(f[4]) "," quote(f[5]) "," quote(f[6]) "," quote(f[7]))
    }
}

function write_contacts(    i, f) {
    for (i = 1; i <= contacts; i++) {
        split(contact[i], f, "\t")
        put("contact_person", quote(f[1]) "," quote(f[2]) "," quote(f[3]) "," quote(f[4]))
    }
    for (i = 1; i <= customers; i++) {
        split(customer[i], f, "\t")
        write_contacts_of(i, f[1], f[2])
    }
}

function write_products(    n) {
    for (n = 1; n <= products; n++)
        put("product", product_id[n] "," quote(product_number[n]) "," product_name[n] "," quote(product_unit[n]) "," \
                       product_price[n] ",'NOK',2500")
}

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
            split(scene[k], words, " ")
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

# order[] = the invoices, the oldest first: numbers are given out by date. Equal days keep their order.
function order_by_age(    i, j) {
    for (i = 1; i <= invoices; i++) {
        for (j = i - 1; j >= 1 && age[order[j]] < age[i]; j--)
            order[j + 1] = order[j]
        order[j + 1] = i
    }
}

function write_planned(i, number,    f, id, currency) {
    seed = 104729 + 31337 * i
    split(customer[owner[i]], f, "\t")
    id = random_key()
    write_invoice(i, id, number, f[1], age[i], terms[i], plan[i], currency_of[i], split(f[7], currency, ","), f[8] == 1 ? 2500 : 0)
}
