<?php
// SPDX-License-Identifier: Apache-2.0
// tests/bench/php/portal.php: what a careful programmer would write by hand for the list of invoices, in PHP
//
// The same as our page does: who holds the session, which role, the number in the menu, a filter whose every part is checked, the
// count, the rows, the sums for each currency, the site's own page around it. It does less, too: no token, no events, no policy of
// headers, one language, one list. BENCH_DATABASE (PDO's name of it), BENCH_LAYOUT and BENCH_TODAY come from the server.

declare(strict_types=1);

const PAGE_SIZE = 20;
const COUNT_MAX = 10001;
const STATES = ['unpaid' => ['Unpaid', 'info'], 'part-paid' => ['Part paid', 'warning'], 'overdue' => ['Overdue', 'bad'],
    'paid' => ['Paid', 'good'], 'cancelled' => ['Cancelled', 'neutral']];
const COLUMNS = ['number' => 'Number', 'subject' => 'Subject', 'issued' => 'Date', 'due' => 'Due', 'state' => 'Status',
    'amount' => 'Amount', 'left_to_pay' => 'Left to pay'];
const LISTED = 'SELECT id, number, subject, issued, due,
        CASE WHEN due < :today THEN state_if_due ELSE state_if_not_due END AS state,
        total AS amount, left_to_pay, currency
    FROM mya_invoice WHERE customer_id = :customer';

function db(): PDO
{
    static $db = null;
    return $db ??= new PDO($_SERVER['BENCH_DATABASE'], str_starts_with($_SERVER['BENCH_DATABASE'], 'mysql:') ? 'myaccount' : null, null, [PDO::ATTR_PERSISTENT => true,
        PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION, PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC]);
}

function rows(string $sql, array $values): array
{
    $statement = db()->prepare($sql);
    $statement->execute($values);
    return $statement->fetchAll();
}

function e(?string $text): string
{
    return htmlspecialchars($text ?? '', ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8');
}

/** Who holds the session, and for which customer; ends with 303 for nobody and 403 for a wrong role. */
function identify(): array
{
    $cookie = $_COOKIE['__Host-mya-main'] ?? '';
    $found = rows("SELECT u.id, u.name, u.email, s.customer_id, m.role, c.name AS customer
        FROM mya_session s JOIN mya_user u ON u.id = s.user_id JOIN mya_membership m ON m.user_id = u.id
        LEFT JOIN mya_customer c ON c.id = m.customer_id
        WHERE s.portal = 'main' AND s.id_hash = ? AND s.ended IS NULL AND s.last_seen > ? AND u.disabled = 0
        ORDER BY c.name", [hash('sha256', $cookie), gmdate('Y-m-d H:i:s', time() - 1800)]);
    if (!$found) {
        header('Location: /account/sign-in', true, 303);
        exit;
    }
    $mine = array_filter($found, fn ($row) => $row['customer'] !== null);
    $roles = array_column($found, 'role');
    if (!array_intersect($roles, ['owner', 'finance'])) {
        http_response_code(403);
        exit('Not for your role');
    }
    return ['user' => $found[0], 'memberships' => $mine];
}

/** What the address asks for; what is none of its kind is left out. */
function wanted(): array
{
    $want = ['where' => '', 'values' => [], 'page' => 1, 'sort' => '-issued', 'query' => []];
    $state = $_GET['state'] ?? '';
    if (isset(STATES[$state])) {
        $want['where'] .= ' AND state = :state';
        $want['values']['state'] = $want['query']['state'] = $state;
    }
    foreach (['issued', 'due'] as $name) {
        foreach (['from' => '>=', 'to' => '<='] as $end => $operator) {
            $value = $_GET["{$name}_$end"] ?? '';
            if (preg_match('/^\d{4}-\d\d-\d\d$/', $value)) {
                $want['where'] .= " AND $name $operator :{$name}_$end";
                $want['values']["{$name}_$end"] = $want['query']["{$name}_$end"] = $value;
            }
        }
    }
    $search = trim($_GET['q'] ?? '');
    if ($search !== '') {
        $want['where'] .= " AND (number LIKE :q ESCAPE '!' OR subject LIKE :q ESCAPE '!')";
        $want['values']['q'] = '%' . strtr($search, ['!' => '!!', '%' => '!%', '_' => '!_']) . '%';
        $want['query']['q'] = $search;
    }
    $sort = $_GET['sort'] ?? '-issued';
    if (isset(COLUMNS[ltrim($sort, '-')])) {
        $want['sort'] = $sort;
    }
    $want['page'] = max(1, min(1000000, (int) ($_GET['page'] ?? 1)));
    return $want;
}

/** The rows, how many there are, and the sums for each currency. */
function invoices(array $who, array $want): array
{
    $values = $want['values'] + ['customer' => $who['user']['customer_id'], 'today' => $_SERVER['BENCH_TODAY']];
    $from = 'WITH mya AS (' . LISTED . ') ';
    $narrowed = ' FROM mya WHERE 1 = 1' . $want['where'];
    $order = ltrim($want['sort'], '-') . ($want['sort'][0] === '-' ? ' DESC' : '');
    return [
        'total' => (int) rows($from . 'SELECT COUNT(*) AS n FROM (SELECT 1' . $narrowed . ' LIMIT ' . COUNT_MAX . ') counted', $values)[0]['n'],
        'rows' => rows($from . "SELECT *$narrowed ORDER BY $order, id LIMIT " . PAGE_SIZE . ' OFFSET ' . ($want['page'] - 1) * PAGE_SIZE, $values),
        'sums' => rows($from . "SELECT currency, SUM(amount) AS amount, SUM(left_to_pay) AS left_to_pay$narrowed GROUP BY currency", $values),
        'overdue' => (int) rows('SELECT COUNT(*) AS n FROM mya_invoice WHERE customer_id = ? AND due < ? AND left_to_pay > 0',
            [$who['user']['customer_id'], $_SERVER['BENCH_TODAY']])[0]['n'],
    ];
}

function money(int $minor, string $currency): string
{
    $amount = number_format(abs($minor) / 100, 2, '.', ',');
    return ($minor < 0 ? '-' : '') . $currency . "\u{a0}" . $amount;
}

function day(string $date): string
{
    static $months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sept', 'Oct', 'Nov', 'Dec'];
    return (int) substr($date, 8) . ' ' . $months[(int) substr($date, 5, 2) - 1] . ' ' . substr($date, 0, 4);
}

/** This page's address with NAME set to VALUE. */
function address(array $want, string $name, ?string $value): string
{
    $query = $want['query'] + ($want['sort'] === '-issued' ? [] : ['sort' => $want['sort']]);
    unset($query[$name]);
    if ($value !== null) {
        $query[$name] = $value;
    }
    return '/account/invoices' . ($query ? '?' . http_build_query($query) : '');
}

function headers(): void
{
    header('Content-Type: text/html; charset=utf-8');
    header('Cache-Control: no-store');
    header('X-Content-Type-Options: nosniff');
    header('Referrer-Policy: no-referrer');
}

/** The site's page, cut at the place of the content: [before, after]. */
function layout(): array
{
    static $parts = null;
    return $parts ??= [file_get_contents($_SERVER['BENCH_LAYOUT'] . '/before.html'), file_get_contents($_SERVER['BENCH_LAYOUT'] . '/after.html')];
}
