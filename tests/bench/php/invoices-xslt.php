<?php
// SPDX-License-Identifier: Apache-2.0
// tests/bench/php/invoices-xslt.php: the list of invoices as XML by DOM, transformed by XSLTProcessor with our own base skin
//
// The document is what view/document.h describes, for this page; the stylesheet is the one that our module uses (BENCH_SKIN).
declare(strict_types=1);
require __DIR__ . '/portal.php';

function add(DOMNode $parent, string $name, array $attributes = [], ?string $text = null): DOMElement
{
    $node = $parent->appendChild($parent->ownerDocument->createElement($name));
    foreach ($attributes as $key => $value) {
        if ($value !== null) {
            $node->setAttribute($key, (string) $value);
        }
    }
    if ($text !== null) {
        $node->appendChild($parent->ownerDocument->createTextNode($text));
    }
    return $node;
}

function document(array $who, array $want, array $found): DOMDocument
{
    $doc = new DOMDocument('1.0', 'UTF-8');
    $root = $doc->appendChild($doc->createElement('myaccount'));
    foreach (['version' => '1', 'kind' => 'page', 'page' => 'invoices', 'lang' => 'en', 'base' => '/account', 'path' => '/account/invoices', 'layout' => 'site'] as $key => $value) {
        $root->setAttribute($key, $value);
    }
    add($root, 'title', [], 'Invoices');
    add($root, 'back', ['href' => '/account/', 'label' => 'My account']);
    $user = add($root, 'user', ['name' => $who['user']['name'], 'email' => $who['user']['email']]);
    foreach ($who['memberships'] as $one) {
        add($user, 'customer', ['key' => $one['customer'], 'name' => $one['customer'], 'role' => $one['role']]);
    }
    add($user, 'action', ['name' => 'switch', 'href' => '/account/switch', 'label' => 'Switch', 'token' => 'token']);
    add($user, 'action', ['name' => 'sign-out', 'href' => '/account/sign-out', 'label' => 'Sign out', 'token' => 'token']);
    $group = add(add($root, 'menu', ['label' => 'My account']), 'group');
    foreach (['' => 'Overview', 'invoices' => 'Invoices', 'payments' => 'Payments', 'history' => 'History', 'details' => 'My details'] as $path => $label) {
        add($group, 'item', ['href' => "/account/$path", 'label' => $label, 'current' => $path === 'invoices' ? 'yes' : null,
            'badge' => $path === 'invoices' && $found['overdue'] ? $found['overdue'] : null]);
    }
    add($root, 'notices');
    $texts = add($root, 'texts');
    foreach (['nav.skip' => 'Skip to content', 'list.apply' => 'Show', 'filter.all' => 'All', 'filter.from' => 'From', 'filter.to' => 'To'] as $key => $text) {
        add($texts, 'text', ['key' => $key], $text);
    }
    add_list($root, $want, $found);
    return $doc;
}

function add_list(DOMElement $root, array $want, array $found): void
{
    $pages = max(1, (int) ceil(min($found['total'], COUNT_MAX) / PAGE_SIZE));
    $list = add($root, 'list', ['name' => 'invoices', 'title' => 'Invoices', 'total' => $found['total'], 'page' => $want['page'],
        'pages' => $pages, 'size' => PAGE_SIZE, 'empty' => 'There are no invoices for your account yet.']);
    $columns = add($list, 'columns');
    foreach (COLUMNS as $name => $label) {
        $type = ['issued' => 'date', 'due' => 'date', 'state' => 'code', 'amount' => 'money', 'left_to_pay' => 'money'][$name] ?? 'text';
        add($columns, 'column', ['name' => $name, 'label' => $label, 'type' => $type, 'sort' => address($want, 'sort', $name)]);
    }
    $filters = add($list, 'filters', ['href' => '/account/invoices']);
    foreach (['number' => 'text', 'subject' => 'text', 'issued' => 'range', 'due' => 'range', 'amount' => 'range'] as $name => $kind) {
        add($filters, 'filter', ['name' => $name, 'label' => COLUMNS[$name], 'kind' => $kind, 'type' => $kind === 'range' ? 'date' : null]);
    }
    $state = add($filters, 'filter', ['name' => 'state', 'label' => 'Status', 'kind' => 'choice']);
    foreach (STATES as $value => [$label]) {
        add($state, 'option', ['value' => $value], $label);
    }
    add($filters, 'filter', ['name' => 'q', 'label' => 'Search', 'kind' => 'search']);
    $pager = add($list, 'pager', ['label' => "Page {$want['page']} of $pages"]);
    for ($i = 1; $i <= $pages; $i++) {
        if ($i === 1 || $i === $pages || abs($i - $want['page']) <= 2) {
            add($pager, 'goto', ['page' => $i, 'href' => address($want, 'page', (string) $i)]);
        }
    }
    foreach ($found['rows'] as $row) {
        $node = add($list, 'invoice', ['key' => $row['id'], 'href' => '/account/invoices/' . $row['id']]);
        add($node, 'number', ['value' => $row['number']], $row['number']);
        add($node, 'subject', ['value' => $row['subject']], $row['subject']);
        add($node, 'issued', ['value' => $row['issued']], day($row['issued']));
        add($node, 'due', ['value' => $row['due']], day($row['due']));
        add($node, 'state', ['value' => $row['state'], 'tone' => STATES[$row['state']][1]], STATES[$row['state']][0]);
        foreach (['amount', 'left_to_pay'] as $name) {
            add($node, $name, ['value' => $row[$name], 'currency' => $row['currency']], money((int) $row[$name], $row['currency']));
        }
    }
    $totals = add($list, 'totals');
    foreach ($found['sums'] as $sum) {
        $node = add($totals, 'sum', ['currency' => $sum['currency'], 'label' => 'Total ' . $sum['currency']]);
        foreach (['amount', 'left_to_pay'] as $name) {
            add($node, $name, ['value' => $sum[$name], 'currency' => $sum['currency']], money((int) $sum[$name], $sum['currency']));
        }
    }
    add($list, 'export', ['format' => 'csv', 'href' => '/account/invoices/-/invoices.csv', 'label' => 'CSV']);
}

$who = identify();
$want = wanted();
$doc = document($who, $want, invoices($who, $want));

// A stylesheet cannot be kept from one request of PHP to the next: it is parsed each time.
$skin = new DOMDocument();
$skin->load($_SERVER['BENCH_SKIN']);
$processor = new XSLTProcessor();
$processor->importStylesheet($skin);
$page = $processor->transformToDoc($doc);
[$before, $after] = layout();
headers();
echo $before;
foreach ($page->getElementsByTagName('body')->item(0)->childNodes as $child) {
    echo $page->saveHTML($child);
}
echo $after;
