<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  base-list.xsl: the part of base.xsl that shows lists: heading, filters, rows as a table, cards, a thread
  or an agenda, totals, pages, and what can be done with ticked rows. base.xsl says how to override it.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <!-- The rows below each heading of a group. -->
  <xsl:key name="grouped" use="generate-id(preceding-sibling::group[1])"
           match="list[group]/*[not(self::columns or self::filters or self::sizes or self::pager or self::group
                                    or self::totals or self::export or self::action)]"/>

  <!-- ============ the whole list ============ -->

  <!-- Headed, but not where the page itself is called so. A list in a row is a smaller matter. -->
  <xsl:template match="list" mode="list">
    <xsl:param name="nested" select="false()"/>
    <xsl:param name="about"/>
    <xsl:call-template name="before-list"/>
    <xsl:choose>
      <xsl:when test="$nested">
        <div class="mya-list mya-list-{@name}">
          <xsl:if test="@title"><h3><xsl:value-of select="@title"/></h3></xsl:if>
          <xsl:call-template name="list-body">
            <xsl:with-param name="name" select="normalize-space(concat(@title, ' ', $about))"/>
          </xsl:call-template>
        </div>
      </xsl:when>
      <xsl:when test="@title and @title != /myaccount/title">
        <section>
          <xsl:attribute name="class">
            <xsl:text>mya-list mya-list-</xsl:text><xsl:value-of select="@name"/>
            <xsl:if test="@tone"> mya-toned mya-<xsl:value-of select="@tone"/></xsl:if>
          </xsl:attribute>
          <div class="mya-heading">
            <h2 id="mya-list-{@name}"><xsl:value-of select="@title"/></h2>
            <xsl:apply-templates select="@more" mode="more"/>
          </div>
          <xsl:call-template name="list-body"/>
        </section>
      </xsl:when>
      <xsl:otherwise>
        <div>
          <xsl:attribute name="class">
            <xsl:text>mya-list mya-list-</xsl:text><xsl:value-of select="@name"/>
            <xsl:if test="@tone"> mya-toned mya-<xsl:value-of select="@tone"/></xsl:if>
          </xsl:attribute>
          <xsl:apply-templates select="@more" mode="more"/>
          <xsl:call-template name="list-body">
            <xsl:with-param name="name" select="string(/myaccount/title)"/>
          </xsl:call-template>
        </div>
      </xsl:otherwise>
    </xsl:choose>
    <xsl:call-template name="after-list"/>
  </xsl:template>

  <xsl:template match="@more" mode="more">
    <p class="mya-more"><a href="{.}"><xsl:value-of select="../@more-label"/></a></p>
  </xsl:template>

  <!-- NAME says which list this is where no heading with an id does. -->
  <xsl:template name="list-body">
    <xsl:param name="name"/>
    <xsl:variable name="rows" select="*[not(self::columns or self::filters or self::sizes or self::pager or self::group
                                            or self::totals or self::export or self::action)]"/>
    <xsl:apply-templates select="filters" mode="filters"/>
    <xsl:for-each select="action[@rows]"><xsl:call-template name="summary"/></xsl:for-each>
    <xsl:choose>
      <xsl:when test="not($rows)"><xsl:apply-templates select="." mode="empty"/></xsl:when>
      <xsl:otherwise>
        <xsl:apply-templates select="." mode="rows">
          <xsl:with-param name="rows" select="$rows"/>
          <xsl:with-param name="name" select="$name"/>
        </xsl:apply-templates>
        <xsl:call-template name="rows-actions"/>
      </xsl:otherwise>
    </xsl:choose>
    <xsl:if test="sizes or pager or export">
      <div class="mya-foot">
        <xsl:apply-templates select="pager" mode="pager"/>
        <xsl:apply-templates select="sizes" mode="sizes"/>
        <xsl:if test="export and $rows">
          <p class="mya-exports"><xsl:apply-templates select="export" mode="export"/></p>
        </xsl:if>
      </div>
    </xsl:if>
    <xsl:if test="action[not(@rows)]">
      <div class="mya-buttons"><xsl:apply-templates select="action[not(@rows)]" mode="action"/></div>
    </xsl:if>
  </xsl:template>

  <xsl:template match="list" mode="empty">
    <xsl:if test="@empty"><p class="mya-empty"><xsl:value-of select="@empty"/></p></xsl:if>
  </xsl:template>

  <!-- A file of what the list holds, over all pages. -->
  <xsl:template match="export" mode="export">
    <a class="mya-export" href="{@href}" download="download">
      <xsl:value-of select="concat(key('text', 'list.download'), ' ', @label)"/>
    </a>
    <xsl:if test="position() != last()"><xsl:text> </xsl:text></xsl:if>
  </xsl:template>

  <!-- ============ rows as a table ============ -->

  <xsl:template match="list" mode="rows">
    <xsl:param name="rows"/>
    <xsl:param name="name"/>
    <!-- what the rows are grouped by stands above them, not in each of them -->
    <xsl:variable name="columns" select="columns/column[not(@name = ../../group[1]/@name)]"/>
    <xsl:variable name="ticked" select="boolean($rows/select)"/>
    <xsl:variable name="acts" select="boolean($rows/action)"/>
    <!-- fields of an editable table that no column shows have columns of their own -->
    <xsl:variable name="more" select="$rows[1]/field[not(substring-before(concat(@name, '.'), '.') = $columns/@name)]"/>
    <div>
      <!-- a table of few columns has room where a wide one folds into cards -->
      <xsl:attribute name="class">
        <xsl:text>mya-fold</xsl:text>
        <xsl:choose>
          <xsl:when test="count($columns | $more) + $ticked + $acts &lt; 5"> mya-short</xsl:when>
          <xsl:when test="count($columns | $more) + $ticked + $acts &lt; 7"> mya-middle</xsl:when>
        </xsl:choose>
      </xsl:attribute>
      <div class="mya-table">
        <table>
          <xsl:choose>
            <xsl:when test="$name"><xsl:attribute name="aria-label"><xsl:value-of select="$name"/></xsl:attribute></xsl:when>
            <xsl:otherwise><xsl:attribute name="aria-labelledby">mya-list-<xsl:value-of select="@name"/></xsl:attribute></xsl:otherwise>
          </xsl:choose>
          <xsl:apply-templates select="columns" mode="list-head">
            <xsl:with-param name="columns" select="$columns"/>
            <xsl:with-param name="more" select="$more"/>
            <xsl:with-param name="with-boxes" select="$ticked"/>
            <xsl:with-param name="with-actions" select="$acts"/>
          </xsl:apply-templates>
          <xsl:choose>
            <xsl:when test="group">
              <xsl:for-each select="group">
                <tbody>
                  <xsl:apply-templates select="." mode="group">
                    <xsl:with-param name="width" select="count($columns | $more) + $ticked + $acts"/>
                  </xsl:apply-templates>
                  <xsl:apply-templates select="key('grouped', generate-id())" mode="list-row">
                    <xsl:with-param name="columns" select="$columns"/>
                    <xsl:with-param name="more" select="$more"/>
                    <xsl:with-param name="with-boxes" select="$ticked"/>
                    <xsl:with-param name="with-actions" select="$acts"/>
                  </xsl:apply-templates>
                </tbody>
              </xsl:for-each>
            </xsl:when>
            <xsl:otherwise>
              <tbody>
                <xsl:apply-templates select="$rows" mode="list-row">
                  <xsl:with-param name="columns" select="$columns"/>
                  <xsl:with-param name="more" select="$more"/>
                  <xsl:with-param name="with-boxes" select="$ticked"/>
                  <xsl:with-param name="with-actions" select="$acts"/>
                </xsl:apply-templates>
              </tbody>
            </xsl:otherwise>
          </xsl:choose>
          <xsl:apply-templates select="totals" mode="totals">
            <xsl:with-param name="columns" select="$columns"/>
            <xsl:with-param name="more" select="$more"/>
            <xsl:with-param name="with-boxes" select="$ticked"/>
            <xsl:with-param name="with-actions" select="$acts"/>
          </xsl:apply-templates>
        </table>
      </div>
    </div>
  </xsl:template>

  <!-- The column heads; those that sort are links. On a phone only these are left, as one line. -->
  <xsl:template match="columns" mode="list-head">
    <xsl:param name="columns" select="column"/>
    <xsl:param name="more" select="/.."/>
    <xsl:param name="with-boxes"/>
    <xsl:param name="with-actions"/>
    <thead>
      <tr>
        <xsl:if test="$with-boxes">
          <th scope="col" class="mya-box" data-all="{key('text', 'list.select-all')}">
            <span class="mya-unseen"><xsl:value-of select="key('text', 'list.select')"/></span>
          </th>
        </xsl:if>
        <xsl:for-each select="$columns">
          <th scope="col">
            <xsl:attribute name="class">
              <xsl:text>mya-</xsl:text><xsl:value-of select="@type"/>
              <xsl:if test="@sort"> mya-sorts</xsl:if>
            </xsl:attribute>
            <xsl:choose>
              <xsl:when test="@sorted = 'asc'"><xsl:attribute name="aria-sort">ascending</xsl:attribute></xsl:when>
              <xsl:when test="@sorted = 'desc'"><xsl:attribute name="aria-sort">descending</xsl:attribute></xsl:when>
            </xsl:choose>
            <xsl:choose>
              <xsl:when test="@sort"><a href="{@sort}"><xsl:value-of select="@label"/></a></xsl:when>
              <xsl:otherwise><xsl:value-of select="@label"/></xsl:otherwise>
            </xsl:choose>
          </th>
        </xsl:for-each>
        <xsl:for-each select="$more"><th scope="col" class="mya-{@type}"><xsl:value-of select="@label"/></th></xsl:for-each>
        <xsl:if test="$with-actions">
          <th scope="col"><span class="mya-unseen"><xsl:value-of select="key('text', 'list.actions')"/></span></th>
        </xsl:if>
      </tr>
    </thead>
  </xsl:template>

  <xsl:template match="group" mode="group">
    <xsl:param name="width"/>
    <tr class="mya-group-row"><th scope="rowgroup" colspan="{$width}"><xsl:value-of select="."/></th></tr>
  </xsl:template>

  <!-- A row; the first cell names it, and is the link to its own page. What belongs to it (a list, the
       fault of a box) follows in a row of its own. -->
  <xsl:template match="*" mode="list-row">
    <xsl:param name="columns" select="../columns/column"/>
    <xsl:param name="more" select="/.."/>
    <xsl:param name="with-boxes"/>
    <xsl:param name="with-actions"/>
    <xsl:variable name="row" select="."/>
    <xsl:call-template name="before-row"/>
    <tr>
      <xsl:if test="@href"><xsl:attribute name="class">mya-linked</xsl:attribute></xsl:if>
      <xsl:if test="$with-boxes"><td class="mya-box"><xsl:apply-templates select="select[1]" mode="select"/></td></xsl:if>
      <xsl:choose>
        <xsl:when test="field"><xsl:call-template name="edit-cells"><xsl:with-param name="columns" select="$columns"/></xsl:call-template></xsl:when>
        <xsl:otherwise>
          <xsl:apply-templates select="$columns" mode="list-cell"><xsl:with-param name="row" select="."/></xsl:apply-templates>
        </xsl:otherwise>
      </xsl:choose>
      <xsl:for-each select="$more">
        <td class="mya-edit mya-{@type}" data-label="{@label}">
          <xsl:apply-templates select="$row/field[substring-before(concat(@name, '.'), '.') = substring-before(concat(current()/@name, '.'), '.')]" mode="cell-field">
            <xsl:with-param name="about" select="string($row/*[name() = $columns[1]/@name])"/>
          </xsl:apply-templates>
        </td>
      </xsl:for-each>
      <xsl:if test="$with-actions">
        <td class="mya-acts">
          <xsl:apply-templates select="action" mode="action">
            <xsl:with-param name="about" select="string(*[name() = $columns[1]/@name])"/>
            <xsl:with-param name="quiet" select="true()"/>
          </xsl:apply-templates>
        </td>
      </xsl:if>
    </tr>
    <xsl:if test="list">
      <tr class="mya-inside">
        <td colspan="{count($columns | $more) + boolean($with-boxes) + boolean($with-actions)}">
          <xsl:apply-templates select="list" mode="list">
            <xsl:with-param name="nested" select="true()"/>
            <xsl:with-param name="about" select="string(*[name() = $columns[1]/@name])"/>
          </xsl:apply-templates>
        </td>
      </tr>
    </xsl:if>
    <xsl:call-template name="after-row"/>
  </xsl:template>

  <!-- In an editable table the field of a column's name stands there instead of the value. -->
  <xsl:template name="edit-cells">
    <xsl:param name="columns"/>
    <xsl:variable name="row" select="."/>
    <xsl:for-each select="$columns">
      <xsl:variable name="column" select="."/>
      <xsl:variable name="field" select="$row/field[substring-before(concat(@name, '.'), '.') = $column/@name]"/>
      <xsl:choose>
        <xsl:when test="$field">
          <td class="mya-edit mya-{@type}" data-label="{@label}">
            <xsl:apply-templates select="$field" mode="cell-field">
              <xsl:with-param name="about" select="string($row/*[name() = $columns[1]/@name])"/>
            </xsl:apply-templates>
          </td>
        </xsl:when>
        <xsl:otherwise>
          <xsl:apply-templates select="." mode="list-cell">
            <xsl:with-param name="row" select="$row"/>
            <xsl:with-param name="first" select="position() = 1"/>
          </xsl:apply-templates>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:for-each>
  </xsl:template>

  <!-- data-label says the column's name again where the table folds into cards. -->
  <xsl:template match="column" mode="list-cell">
    <xsl:param name="row"/>
    <xsl:param name="first" select="position() = 1"/>
    <xsl:variable name="name" select="string(@name)"/>
    <xsl:variable name="cell" select="$row/*[name() = $name][1]"/>
    <xsl:choose>
      <xsl:when test="$first and (string($cell) or $row/@href)">
        <th scope="row" class="mya-{@type}" data-label="{@label}">
          <xsl:choose>
            <xsl:when test="$row/@href">
              <a href="{$row/@href}">
                <xsl:apply-templates select="$cell" mode="cell"><xsl:with-param name="type" select="@type"/></xsl:apply-templates>
                <xsl:if test="not(string($cell))"><xsl:value-of select="$row/@key"/></xsl:if>
              </a>
              <xsl:apply-templates select="$cell/@note" mode="note"/>
            </xsl:when>
            <xsl:otherwise>
              <xsl:apply-templates select="$cell" mode="cell"><xsl:with-param name="type" select="@type"/></xsl:apply-templates>
              <xsl:apply-templates select="$cell/@note" mode="note"/>
            </xsl:otherwise>
          </xsl:choose>
        </th>
      </xsl:when>
      <xsl:otherwise>
        <td class="mya-{@type}" data-label="{@label}">
          <xsl:apply-templates select="$cell" mode="cell"><xsl:with-param name="type" select="@type"/></xsl:apply-templates>
          <xsl:apply-templates select="$cell/@note" mode="note"/>
        </td>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The sums of all that the filter lets through, each below its column. -->
  <xsl:template match="totals" mode="totals">
    <xsl:param name="columns" select="../columns/column"/>
    <xsl:param name="more" select="/.."/>
    <xsl:param name="with-boxes"/>
    <xsl:param name="with-actions"/>
    <tfoot>
      <xsl:for-each select="sum">
        <xsl:variable name="sum" select="."/>
        <xsl:variable name="before" select="count($columns[@name = name($sum/*[1])]/preceding-sibling::column)
                                            - count($columns[1]/preceding-sibling::column)"/>
        <tr>
          <xsl:choose>
            <xsl:when test="$before + boolean($with-boxes) &gt; 0">
              <th scope="row" colspan="{$before + boolean($with-boxes)}"><xsl:value-of select="@label"/></th>
            </xsl:when>
            <!-- the first column is the one that is summed -->
            <xsl:otherwise>
              <th scope="row"><xsl:value-of select="concat(@label, ': ', *[1])"/></th>
            </xsl:otherwise>
          </xsl:choose>
          <xsl:for-each select="$columns[position() &gt; $before][$before + boolean($with-boxes) &gt; 0 or position() != 1]">
            <xsl:variable name="cell" select="$sum/*[name() = current()/@name]"/>
            <td class="mya-{@type}" data-label="{@label}">
              <xsl:if test="$cell">
                <xsl:apply-templates select="$cell" mode="cell"><xsl:with-param name="type" select="@type"/></xsl:apply-templates>
              </xsl:if>
            </td>
          </xsl:for-each>
          <xsl:for-each select="$more"><td/></xsl:for-each>
          <xsl:if test="$with-actions"><td/></xsl:if>
        </tr>
      </xsl:for-each>
    </tfoot>
  </xsl:template>

  <!-- ============ rows otherwise: cards, a thread, an agenda ============ -->

  <xsl:template match="list[@view = 'cards' or @view = 'thread' or @view = 'calendar']" mode="rows">
    <xsl:param name="rows"/>
    <xsl:choose>
      <xsl:when test="group">
        <xsl:for-each select="group">
          <xsl:choose>
            <xsl:when test="../@title and ../@title != /myaccount/title"><h3 class="mya-group-name"><xsl:value-of select="."/></h3></xsl:when>
            <xsl:otherwise><h2 class="mya-group-name"><xsl:value-of select="."/></h2></xsl:otherwise>
          </xsl:choose>
          <ul class="mya-{../@view}"><xsl:apply-templates select="key('grouped', generate-id())" mode="entry"/></ul>
        </xsl:for-each>
      </xsl:when>
      <xsl:otherwise>
        <ul class="mya-{@view}"><xsl:apply-templates select="$rows" mode="entry"/></ul>
      </xsl:otherwise>
    </xsl:choose>
    <xsl:apply-templates select="totals" mode="sums"/>
  </xsl:template>

  <!-- A row that is no table row: what names it, its values, what belongs to it, what can be done. -->
  <xsl:template match="*" mode="entry">
    <xsl:call-template name="before-row"/>
    <li>
      <xsl:attribute name="class">
        <xsl:text>mya-entry</xsl:text>
        <xsl:if test="@href"> mya-linked</xsl:if>
      </xsl:attribute>
      <xsl:choose>
        <xsl:when test="../@view = 'thread'"><xsl:call-template name="entry-said"/></xsl:when>
        <xsl:when test="../@view = 'calendar'"><xsl:call-template name="entry-dated"/></xsl:when>
        <xsl:otherwise><xsl:call-template name="entry-card"/></xsl:otherwise>
      </xsl:choose>
      <xsl:apply-templates select="list" mode="list">
        <xsl:with-param name="nested" select="true()"/>
        <xsl:with-param name="about" select="string(*[name() = ../../columns/column[1]/@name])"/>
      </xsl:apply-templates>
      <xsl:if test="action">
        <div class="mya-buttons">
          <xsl:apply-templates select="action" mode="action">
            <xsl:with-param name="about" select="string(*[name() = ../../columns/column[1]/@name])"/>
            <xsl:with-param name="quiet" select="true()"/>
          </xsl:apply-templates>
        </div>
      </xsl:if>
    </li>
    <xsl:call-template name="after-row"/>
  </xsl:template>

  <!-- The name of a row: its column NAME, as a link where the row has a page of its own. -->
  <xsl:template name="entry-name">
    <xsl:param name="name" select="../columns/column[1]/@name"/>
    <xsl:variable name="cell" select="*[name() = $name][1]"/>
    <strong class="mya-entry-name">
      <xsl:choose>
        <xsl:when test="@href">
          <a href="{@href}">
            <xsl:value-of select="$cell"/>
            <xsl:if test="not(string($cell))"><xsl:value-of select="@key"/></xsl:if>
          </a>
        </xsl:when>
        <xsl:otherwise><xsl:value-of select="$cell"/></xsl:otherwise>
      </xsl:choose>
    </strong>
  </xsl:template>

  <xsl:template name="entry-values">
    <xsl:param name="columns"/>
    <xsl:variable name="row" select="."/>
    <xsl:if test="$columns">
      <dl class="mya-entry-values">
        <xsl:for-each select="$columns">
          <xsl:variable name="column" select="."/>
          <xsl:variable name="cell" select="$row/*[name() = $column/@name][1]"/>
          <xsl:variable name="field" select="$row/field[substring-before(concat(@name, '.'), '.') = $column/@name]"/>
          <xsl:if test="string($cell) or $field">
            <div class="mya-value">
              <dt><xsl:value-of select="@label"/></dt>
              <dd>
                <xsl:choose>
                  <xsl:when test="$field">
                    <xsl:apply-templates select="$field" mode="cell-field">
                      <xsl:with-param name="about" select="string($row/*[name() = $column/../column[1]/@name])"/>
                    </xsl:apply-templates>
                  </xsl:when>
                  <xsl:otherwise>
                    <xsl:apply-templates select="$cell" mode="cell"><xsl:with-param name="type" select="@type"/></xsl:apply-templates>
                    <xsl:apply-templates select="$cell/@note" mode="note"/>
                  </xsl:otherwise>
                </xsl:choose>
              </dd>
            </div>
          </xsl:if>
        </xsl:for-each>
      </dl>
    </xsl:if>
  </xsl:template>

  <xsl:template name="entry-card">
    <xsl:variable name="columns" select="../columns/column[not(@name = ../../group[1]/@name)]"/>
    <div class="mya-entry-head">
      <xsl:apply-templates select="select[1]" mode="select"/>
      <xsl:call-template name="entry-name"><xsl:with-param name="name" select="$columns[1]/@name"/></xsl:call-template>
      <xsl:apply-templates select="*[@tone][1]" mode="status-chip"/>
    </div>
    <xsl:call-template name="entry-values">
      <xsl:with-param name="columns" select="$columns[position() != 1][not(@name = name(current()/*[@tone][1]))]"/>
    </xsl:call-template>
  </xsl:template>

  <!-- Who and when in one line, and below it what was said: the markdown, else the last text. -->
  <xsl:template name="entry-said">
    <xsl:variable name="columns" select="../columns/column[not(@name = ../../group[1]/@name)]"/>
    <xsl:variable name="said" select="($columns[@type = 'markdown'] | $columns[@type = 'text'][last()][not($columns[@type = 'markdown'])])[1]"/>
    <xsl:variable name="row" select="."/>
    <div class="mya-entry-head">
      <xsl:apply-templates select="select[1]" mode="select"/>
      <xsl:for-each select="$columns[@name != $said/@name]">
        <xsl:variable name="column" select="."/>
        <xsl:variable name="cell" select="$row/*[name() = $column/@name][1]"/>
        <xsl:if test="string($cell)">
          <xsl:choose>
            <xsl:when test="position() = 1">
              <xsl:for-each select="$row">
                <xsl:call-template name="entry-name"><xsl:with-param name="name" select="$column/@name"/></xsl:call-template>
              </xsl:for-each>
            </xsl:when>
            <xsl:otherwise>
              <span class="mya-entry-part">
                <xsl:if test="not(@type = 'date' or @type = 'time' or @type = 'datetime' or $cell/@tone)">
                  <span class="mya-unseen"><xsl:value-of select="@label"/>: </span>
                </xsl:if>
                <xsl:apply-templates select="$cell" mode="cell"><xsl:with-param name="type" select="@type"/></xsl:apply-templates>
              </span>
            </xsl:otherwise>
          </xsl:choose>
        </xsl:if>
      </xsl:for-each>
    </div>
    <xsl:if test="$said and string(*[name() = $said/@name])">
      <div class="mya-said">
        <xsl:apply-templates select="*[name() = $said/@name][1]" mode="cell"><xsl:with-param name="type" select="$said/@type"/></xsl:apply-templates>
      </div>
    </xsl:if>
  </xsl:template>

  <!-- The day in front, what is on that day beside it. -->
  <xsl:template name="entry-dated">
    <xsl:variable name="columns" select="../columns/column[not(@name = ../../group[1]/@name)]"/>
    <xsl:variable name="day" select="$columns[@type = 'date' or @type = 'datetime'][1]"/>
    <xsl:variable name="others" select="$columns[not(@name = $day/@name)]"/>
    <xsl:if test="$day">
      <div class="mya-day">
        <xsl:apply-templates select="*[name() = $day/@name][1]" mode="cell"><xsl:with-param name="type" select="$day/@type"/></xsl:apply-templates>
      </div>
    </xsl:if>
    <div class="mya-entry-head">
      <xsl:apply-templates select="select[1]" mode="select"/>
      <xsl:call-template name="entry-name"><xsl:with-param name="name" select="$others[1]/@name"/></xsl:call-template>
      <xsl:apply-templates select="*[@tone][1]" mode="status-chip"/>
    </div>
    <xsl:call-template name="entry-values">
      <xsl:with-param name="columns" select="$others[position() != 1][not(@name = name(current()/*[@tone][1]))]"/>
    </xsl:call-template>
  </xsl:template>

  <!-- Totals where there is no table to stand under. -->
  <xsl:template match="totals" mode="sums">
    <dl class="mya-sums">
      <xsl:for-each select="sum">
        <xsl:for-each select="*">
          <xsl:variable name="column" select="../../../columns/column[@name = name(current())]"/>
          <div class="mya-value">
            <dt><xsl:value-of select="concat(../@label, ', ', $column/@label)"/></dt>
            <dd><xsl:apply-templates select="." mode="cell"><xsl:with-param name="type" select="$column/@type"/></xsl:apply-templates></dd>
          </div>
        </xsl:for-each>
      </xsl:for-each>
    </dl>
  </xsl:template>

  <!-- ============ ticked rows, and tables to write in ============ -->

  <!-- One box a row; where several actions are about it, it belongs to the form of all of them. -->
  <xsl:template match="select" mode="select">
    <input type="checkbox" form="{(../../*/select)[1]/@form}" name="{@name}" value="{@value}" aria-label="{@label}">
      <xsl:if test="@selected"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if>
    </input>
  </xsl:template>

  <!-- A field in a table: its column names it for the eye, the row's name is added for the ear. -->
  <xsl:template match="field" mode="cell-field">
    <xsl:param name="about"/>
    <xsl:if test="@error">
      <p class="mya-fault" id="field-{@name}-error">
        <span class="mya-unseen"><xsl:value-of select="key('text', 'form.error')"/>: </span>
        <xsl:value-of select="@error"/>
      </p>
    </xsl:if>
    <xsl:apply-templates select="." mode="control">
      <xsl:with-param name="about" select="normalize-space(concat(@label, ' ', $about))"/>
    </xsl:apply-templates>
  </xsl:template>

  <!-- What is done with the ticked rows, or with all of them, below the rows; each a form that the boxes
       and fields name. Several actions about the same boxes are buttons of one form. -->
  <xsl:template name="rows-actions">
    <xsl:variable name="form" select="string((*/select)[1]/@form)"/>
    <xsl:variable name="together" select="action[@rows = 'selected'][not(field) or @id = $form]"/>
    <xsl:if test="$together">
      <form id="{$form}" class="mya-bar" method="post" action="{$together[1]/@href}" novalidate="novalidate">
        <p class="mya-ticked" data-label="{key('text', 'list.selected')}" hidden="hidden"/>
        <xsl:apply-templates select="$together/field" mode="field"/>
        <div class="mya-buttons">
          <xsl:for-each select="$together">
            <xsl:call-template name="keeps"/>
            <button type="submit" formaction="{@href}">
              <xsl:if test="@token">
                <xsl:attribute name="name">mya.token</xsl:attribute>
                <xsl:attribute name="value"><xsl:value-of select="@token"/></xsl:attribute>
              </xsl:if>
              <xsl:if test="position() != 1"><xsl:attribute name="class">mya-quiet</xsl:attribute></xsl:if>
              <xsl:value-of select="@label"/>
            </button>
          </xsl:for-each>
        </div>
      </form>
    </xsl:if>
    <xsl:for-each select="action[@rows = 'all']">
      <form id="{@id}" class="mya-save" method="post" action="{@href}" novalidate="novalidate">
        <xsl:call-template name="hidden"/>
        <xsl:apply-templates select="field" mode="field"/>
        <div class="mya-buttons">
          <button type="submit"><xsl:value-of select="@label"/></button>
          <xsl:if test="@cancel"><a class="mya-cancel" href="{@cancel}"><xsl:value-of select="key('text', 'form.cancel')"/></a></xsl:if>
        </div>
      </form>
    </xsl:for-each>
  </xsl:template>

  <!-- ============ filters ============ -->

  <!-- A plain GET form: the address says what is shown, and can be kept. A search box stands in sight; of
       others what has room beside it does, more are a panel to open. What is filtered by shows below, and is taken
       away by a click. -->
  <xsl:template match="filters" mode="filters">
    <xsl:variable name="search" select="filter[@kind = 'search'][1]"/>
    <xsl:variable name="others" select="filter[not(@kind = 'search') or generate-id() != generate-id($search)]"/>
    <xsl:variable name="narrowed" select="filter[@asked]"/>
    <form class="mya-filters" method="get" action="{@href}">
      <xsl:for-each select="keep"><input type="hidden" name="{@name}" value="{@value}"/></xsl:for-each>
      <xsl:choose>
        <xsl:when test="count($others) + count($others[@kind = 'range']) &lt; 3">
          <xsl:apply-templates select="filter" mode="filter"/>
          <button class="mya-quiet" type="submit"><xsl:value-of select="key('text', 'list.filter')"/></button>
        </xsl:when>
        <xsl:otherwise>
          <xsl:if test="$search">
            <xsl:apply-templates select="$search" mode="filter"/>
            <button class="mya-quiet" type="submit"><xsl:value-of select="key('text', 'list.search')"/></button>
          </xsl:if>
          <details class="mya-panel">
            <xsl:if test="$others/@error"><xsl:attribute name="open">open</xsl:attribute></xsl:if>
            <summary>
              <xsl:value-of select="key('text', 'list.filters')"/>
              <xsl:if test="count($narrowed) - count($narrowed[generate-id() = generate-id($search)]) &gt; 0">
                <xsl:text> </xsl:text>
                <span class="mya-badge"><xsl:value-of select="count($narrowed) - count($narrowed[generate-id() = generate-id($search)])"/></span>
              </xsl:if>
            </summary>
            <div class="mya-panel-body">
              <xsl:apply-templates select="$others" mode="filter"/>
              <button type="submit"><xsl:value-of select="key('text', 'list.filter')"/></button>
            </div>
          </details>
        </xsl:otherwise>
      </xsl:choose>
    </form>
    <xsl:if test="$narrowed or @clear">
      <ul class="mya-active">
        <xsl:for-each select="$narrowed"><li><xsl:apply-templates select="." mode="active-filter"/></li></xsl:for-each>
        <xsl:if test="@clear"><li><a class="mya-clear" href="{@clear}"><xsl:value-of select="@clear-label"/></a></li></xsl:if>
      </ul>
    </xsl:if>
  </xsl:template>

  <!-- What the list is narrowed by, as a button that asks for the same without it. -->
  <xsl:template match="filter" mode="active-filter">
    <form method="get" action="{../@href}">
      <xsl:for-each select="../keep"><input type="hidden" name="{@name}" value="{@value}"/></xsl:for-each>
      <xsl:for-each select="../filter[generate-id() != generate-id(current())]">
        <xsl:variable name="name" select="@name"/>
        <xsl:for-each select="option[@selected]"><input type="hidden" name="{$name}" value="{@value}"/></xsl:for-each>
        <xsl:if test="string(@value)"><input type="hidden" name="{@name}" value="{@value}"/></xsl:if>
        <xsl:if test="string(@from)"><input type="hidden" name="{@name}.from" value="{@from}"/></xsl:if>
        <xsl:if test="string(@to)"><input type="hidden" name="{@name}.to" value="{@to}"/></xsl:if>
      </xsl:for-each>
      <button class="mya-tag" type="submit">
        <span class="mya-unseen"><xsl:value-of select="key('text', 'list.remove')"/>: </span>
        <xsl:value-of select="@label"/>
        <xsl:text>: </xsl:text>
        <b><xsl:value-of select="@asked"/></b>
      </button>
    </form>
  </xsl:template>

  <xsl:template match="filter[@kind = 'choice']" mode="filter">
    <xsl:variable name="id" select="concat('filter-', ../../@name, '-', @name)"/>
    <div class="mya-filter">
      <label for="{$id}"><xsl:value-of select="@label"/></label>
      <xsl:call-template name="filter-fault"><xsl:with-param name="id" select="$id"/></xsl:call-template>
      <select id="{$id}" name="{@name}">
        <xsl:call-template name="filter-state"><xsl:with-param name="id" select="$id"/></xsl:call-template>
        <option value=""><xsl:value-of select="key('text', 'list.all')"/></option>
        <xsl:apply-templates select="option" mode="option"/>
      </select>
    </div>
  </xsl:template>

  <xsl:template match="filter[@kind = 'range']" mode="filter">
    <xsl:variable name="id" select="concat('filter-', ../../@name, '-', @name)"/>
    <fieldset class="mya-filter">
      <legend><xsl:value-of select="@label"/></legend>
      <xsl:call-template name="filter-fault"><xsl:with-param name="id" select="$id"/></xsl:call-template>
      <div>
        <label for="{$id}-from"><xsl:value-of select="key('text', 'list.from')"/></label>
        <input id="{$id}-from" name="{@name}.from" value="{@from}">
          <xsl:call-template name="range-type"><xsl:with-param name="value" select="@from"/></xsl:call-template>
          <xsl:call-template name="filter-state"><xsl:with-param name="id" select="$id"/></xsl:call-template>
        </input>
      </div>
      <div>
        <label for="{$id}-to"><xsl:value-of select="key('text', 'list.to')"/></label>
        <input id="{$id}-to" name="{@name}.to" value="{@to}">
          <xsl:call-template name="range-type"><xsl:with-param name="value" select="@to"/></xsl:call-template>
          <xsl:call-template name="filter-state"><xsl:with-param name="id" select="$id"/></xsl:call-template>
        </input>
      </div>
    </fieldset>
  </xsl:template>

  <xsl:template match="filter" mode="filter">
    <xsl:variable name="id" select="concat('filter-', ../../@name, '-', @name)"/>
    <div class="mya-filter mya-filter-{@kind}">
      <label for="{$id}"><xsl:value-of select="@label"/></label>
      <xsl:call-template name="filter-fault"><xsl:with-param name="id" select="$id"/></xsl:call-template>
      <input id="{$id}" name="{@name}" value="{@value}">
        <xsl:attribute name="type"><xsl:choose><xsl:when test="@kind = 'search'">search</xsl:when><xsl:otherwise>text</xsl:otherwise></xsl:choose></xsl:attribute>
        <xsl:call-template name="filter-state"><xsl:with-param name="id" select="$id"/></xsl:call-template>
      </input>
    </div>
  </xsl:template>

  <!-- A date picker would drop what is no date, and with it what was typed. -->
  <xsl:template name="range-type">
    <xsl:param name="value"/>
    <xsl:variable name="shape" select="translate($value, '0123456789', 'dddddddddd')"/>
    <xsl:attribute name="type">
      <xsl:choose>
        <xsl:when test="(@type = 'date' or @type = 'datetime') and ($shape = '' or ($shape = 'dddd-dd-dd' and substring($value, 6, 2) &lt; 13 and substring($value, 9) &lt; 32))">date</xsl:when>
        <xsl:otherwise>text</xsl:otherwise>
      </xsl:choose>
    </xsl:attribute>
    <xsl:choose>
      <xsl:when test="@type = 'integer'"><xsl:attribute name="inputmode">numeric</xsl:attribute></xsl:when>
      <xsl:when test="@type = 'money' or @type = 'decimal' or @type = 'percent'"><xsl:attribute name="inputmode">decimal</xsl:attribute></xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="filter-fault">
    <xsl:param name="id"/>
    <xsl:if test="@error">
      <p class="mya-fault" id="{$id}-error">
        <span class="mya-unseen"><xsl:value-of select="key('text', 'form.error')"/>: </span>
        <xsl:value-of select="@error"/>
      </p>
    </xsl:if>
  </xsl:template>

  <xsl:template name="filter-state">
    <xsl:param name="id"/>
    <xsl:if test="@error">
      <xsl:attribute name="aria-invalid">true</xsl:attribute>
      <xsl:attribute name="aria-describedby"><xsl:value-of select="$id"/>-error</xsl:attribute>
    </xsl:if>
  </xsl:template>

  <!-- ============ pages ============ -->

  <xsl:template match="pager" mode="pager">
    <nav class="mya-pager" aria-label="{@label}">
      <span class="mya-page-of"><xsl:value-of select="@label"/></span>
      <ul>
        <xsl:for-each select="previous">
          <li><a rel="prev" href="{@href}"><xsl:value-of select="@label"/></a></li>
        </xsl:for-each>
        <xsl:for-each select="goto">
          <li class="mya-goto">
            <a href="{@href}">
              <xsl:if test="@page = ../../@page"><xsl:attribute name="aria-current">page</xsl:attribute></xsl:if>
              <xsl:value-of select="@page"/>
            </a>
          </li>
        </xsl:for-each>
        <xsl:for-each select="next">
          <li><a rel="next" href="{@href}"><xsl:value-of select="@label"/></a></li>
        </xsl:for-each>
      </ul>
    </nav>
  </xsl:template>

  <!-- How many rows a page has. -->
  <xsl:template match="sizes" mode="sizes">
    <nav class="mya-sizes" aria-label="{@label}">
      <span><xsl:value-of select="@label"/></span>
      <ul>
        <xsl:for-each select="size">
          <li>
            <a href="{@href}">
              <xsl:if test="@current"><xsl:attribute name="aria-current">true</xsl:attribute></xsl:if>
              <xsl:value-of select="@rows"/>
            </a>
          </li>
        </xsl:for-each>
      </ul>
    </nav>
  </xsl:template>

</xsl:stylesheet>
