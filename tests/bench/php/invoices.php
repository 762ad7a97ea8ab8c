<?php
// SPDX-License-Identifier: Apache-2.0
// tests/bench/php/invoices.php: the list of invoices as a plain PHP template
declare(strict_types=1);
require __DIR__ . '/portal.php';

$who = identify();
$want = wanted();
$found = invoices($who, $want);
$pages = max(1, (int) ceil(min($found['total'], COUNT_MAX) / PAGE_SIZE));
[$before, $after] = layout();
headers();
echo $before;
?>
<div class="mya">
<nav class="mya-menu" aria-label="My account"><ul>
<li><a href="/account/">Overview</a></li>
<li><a href="/account/invoices" aria-current="page">Invoices<?php if ($found['overdue']): ?> <span class="mya-badge"><?= $found['overdue'] ?></span><?php endif ?></a></li>
<li><a href="/account/payments">Payments</a></li>
<li><a href="/account/history">History</a></li>
<li><a href="/account/details">My details</a></li>
</ul></nav>
<p class="mya-user"><?= e($who['user']['name']) ?></p>
<form class="mya-switch" method="post" action="/account/switch"><select name="customer">
<?php foreach ($who['memberships'] as $one): ?><option><?= e($one['customer']) ?></option><?php endforeach ?>
</select><button>Switch</button></form>
<h1>Invoices</h1>
<form class="mya-filters" method="get" action="/account/invoices">
<p><label for="f-q">Search</label> <input id="f-q" type="search" name="q" value="<?= e($want['query']['q'] ?? '') ?>"></p>
<?php foreach (['issued', 'due'] as $name): ?>
<fieldset><legend><?= COLUMNS[$name] ?></legend>
<?php foreach (['from' => 'From', 'to' => 'To'] as $end => $label): ?>
<label for="f-<?= "$name-$end" ?>"><?= $label ?></label> <input id="f-<?= "$name-$end" ?>" type="date" name="<?= "{$name}_$end" ?>" value="<?= e($want['query']["{$name}_$end"] ?? '') ?>">
<?php endforeach ?></fieldset>
<?php endforeach ?>
<p><label for="f-state">Status</label> <select id="f-state" name="state"><option value="">All</option>
<?php foreach (STATES as $value => [$label]): ?>
<option value="<?= $value ?>"<?= ($want['query']['state'] ?? '') === $value ? ' selected' : '' ?>><?= $label ?></option>
<?php endforeach ?></select></p>
<p><button>Show</button></p>
</form>
<?php if (!$found['rows']): ?>
<p class="mya-empty">There are no invoices for your account yet.</p>
<?php else: ?>
<table class="mya-list"><thead><tr>
<?php foreach (COLUMNS as $name => $label): ?>
<th scope="col"<?= ltrim($want['sort'], '-') === $name ? ' aria-sort="' . ($want['sort'][0] === '-' ? 'descending' : 'ascending') . '"' : '' ?>><a href="<?= e(address($want, 'sort', $want['sort'] === $name ? "-$name" : $name)) ?>"><?= $label ?></a></th>
<?php endforeach ?>
</tr></thead><tbody>
<?php foreach ($found['rows'] as $row): [$label, $tone] = STATES[$row['state']]; ?>
<tr>
<th scope="row" data-label="Number"><a href="/account/invoices/<?= e($row['id']) ?>"><?= e($row['number']) ?></a></th>
<td data-label="Subject"><?= e($row['subject']) ?></td>
<td data-label="Date"><time datetime="<?= e($row['issued']) ?>"><?= day($row['issued']) ?></time></td>
<td data-label="Due"><time datetime="<?= e($row['due']) ?>"><?= day($row['due']) ?></time></td>
<td data-label="Status"><span class="mya-chip mya-<?= $tone ?>"><?= $label ?></span></td>
<td data-label="Amount" class="mya-number"><?= money((int) $row['amount'], $row['currency']) ?></td>
<td data-label="Left to pay" class="mya-number"><?= money((int) $row['left_to_pay'], $row['currency']) ?></td>
</tr>
<?php endforeach ?>
</tbody><tfoot>
<?php foreach ($found['sums'] as $sum): ?>
<tr><th scope="row" colspan="5">Total <?= e($sum['currency']) ?></th><td class="mya-number"><?= money((int) $sum['amount'], $sum['currency']) ?></td><td class="mya-number"><?= money((int) $sum['left_to_pay'], $sum['currency']) ?></td></tr>
<?php endforeach ?>
</tfoot></table>
<nav class="mya-pager" aria-label="Page <?= $want['page'] ?> of <?= $pages ?>"><ul>
<?php for ($i = 1; $i <= $pages; $i++): if ($i === 1 || $i === $pages || abs($i - $want['page']) <= 2): ?>
<li><a href="<?= e(address($want, 'page', (string) $i)) ?>"<?= $i === $want['page'] ? ' aria-current="page"' : '' ?>><?= $i ?></a></li>
<?php endif; endfor ?>
</ul></nav>
<p><a href="/account/invoices/-/invoices.csv">CSV</a></p>
<?php endif ?>
</div>
<?php
echo $after;
