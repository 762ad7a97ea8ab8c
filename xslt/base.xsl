<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  base.xsl: the skin that every skin begins with.

  To make your own, write a file that imports this one, and say differently only what you want different:

    <xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
      <xsl:import href="myaccount:base.xsl"/>
      <xsl:template match="*" mode="status-chip"> … </xsl:template>
    </xsl:stylesheet>

  Your template wins; everything else stays, also after an upgrade. Never copy this file.
  <xsl:apply-imports/> inside your template calls the one that stands here.

  What comes in: the page XML, described in mod_myaccount/view/document.h and schema/page.rng. Every
  date and amount is already written as the reader reads it; value="…" holds it for machines.
  What goes out: one whole HTML page. Inside the site's own page (layout="site") the title, the links of
  head, and the children of body are used; so body has one child, <div class="mya">.

  What you may override (top down, as they stand in this file):

    named templates   head  title  frame  top  user  customer  fragment  greeting  content  values  way-on
                      before-page after-page before-content after-content        (empty slots)
    modes             menu        a group of the menu
                      notice      a sentence above the page ("Saved.")
                      page        an item of the page: record, list, action, problem; anything unknown
                      record      a record and its values          value     one of them, with its label
                      list        a list: heading, filters, rows, pager
                      filters filter  list-head list-row  list-cell  pager  empty  more
                      cell        a value, by its type             status-chip  a state with its tone
                      action      a form, a button or a link       field  control  a form's field; its input
    key               text        key('text', 'nav.skip'): the words of the reader's language

  Words never stand here: they are in <texts> of the page, from texts.LANG.xml.
  Not allowed, and said with file and line when the server starts: scripts or styles with data in them,
  on…= handlers, style=, disable-output-escaping, document(), computed element names, extensions.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <xsl:output method="xml" encoding="UTF-8" omit-xml-declaration="yes"/>

  <xsl:key name="text" match="/myaccount/texts/text" use="@key"/>

  <!-- ============ the page ============ -->

  <xsl:template match="/myaccount">
    <html lang="{@lang}">
      <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <title><xsl:call-template name="title"/></title>
        <xsl:call-template name="head"/>
      </head>
      <body>
        <xsl:choose>
          <xsl:when test="@kind = 'fragment'">
            <xsl:call-template name="fragment"/>
          </xsl:when>
          <xsl:otherwise>
            <div>
              <xsl:attribute name="class">
                <xsl:text>mya mya-</xsl:text>
                <xsl:value-of select="@kind"/>
                <xsl:if test="not(@layout = 'site')"> mya-bare</xsl:if>
              </xsl:attribute>
              <xsl:call-template name="frame"/>
            </div>
          </xsl:otherwise>
        </xsl:choose>
      </body>
    </html>
  </xsl:template>

  <!-- What stands in the window's title bar. -->
  <xsl:template name="title">
    <xsl:value-of select="title"/>
  </xsl:template>

  <!-- Style sheets. A file beside your skin is served as BASE/-/asset/NAME. To add one, override this
       template and write your link after <xsl:call-template name="base-css"/>. -->
  <xsl:template name="head">
    <xsl:call-template name="base-css"/>
  </xsl:template>

  <xsl:template name="base-css">
    <link rel="stylesheet" href="{/myaccount/@base}/-/asset/base.css"/>
  </xsl:template>

  <!-- Who and where around the content. The site's own page has a main and a skip link of its own; a
       page that stands alone needs them here. -->
  <xsl:template name="frame">
    <xsl:variable name="alone" select="not(@layout = 'site')"/>
    <xsl:if test="$alone">
      <a class="mya-skip" href="#mya-content"><xsl:value-of select="key('text', 'nav.skip')"/></a>
    </xsl:if>
    <xsl:call-template name="before-page"/>
    <xsl:choose>
      <xsl:when test="not(user or menu or sign-in[not(../problem/@status &gt;= 500)])"/>
      <xsl:when test="$alone"><header class="mya-top"><xsl:call-template name="top"/></header></xsl:when>
      <xsl:otherwise><div class="mya-top"><xsl:call-template name="top"/></div></xsl:otherwise>
    </xsl:choose>
    <xsl:choose>
      <xsl:when test="$alone">
        <main id="mya-content" class="mya-content"><xsl:call-template name="content"/></main>
      </xsl:when>
      <xsl:otherwise>
        <div class="mya-content"><xsl:call-template name="content"/></div>
      </xsl:otherwise>
    </xsl:choose>
    <xsl:call-template name="after-page"/>
  </xsl:template>

  <xsl:template name="top">
    <xsl:call-template name="user"/>
    <xsl:apply-templates select="menu" mode="menu"/>
  </xsl:template>

  <xsl:template name="before-page"/>
  <xsl:template name="after-page"/>
  <xsl:template name="before-content"/>
  <xsl:template name="after-content"/>

  <xsl:template name="content">
    <xsl:apply-templates select="back" mode="back"/>
    <h1 class="mya-title"><xsl:value-of select="title"/></h1>
    <xsl:apply-templates select="notices/notice" mode="notice"/>
    <xsl:call-template name="before-content"/>
    <xsl:apply-templates select="*[not(self::title or self::back or self::user or self::sign-in
                                   or self::menu or self::notices or self::texts)]" mode="page"/>
    <xsl:call-template name="after-content"/>
  </xsl:template>

  <xsl:template match="back" mode="back">
    <p class="mya-back"><a href="{@href}"><xsl:value-of select="@label"/></a></p>
  </xsl:template>

  <!-- A fragment is set into the site's own pages: words and links only, in one line. -->
  <xsl:template name="fragment">
    <xsl:choose>
      <xsl:when test="@page = '-/greeting'"><xsl:call-template name="greeting"/></xsl:when>
      <xsl:otherwise>
        <xsl:for-each select="record/*[not(self::action)] | list/*[@key]/*[not(self::action)]">
          <xsl:if test="position() != 1"><xsl:text> </xsl:text></xsl:if>
          <span class="mya-bit"><xsl:apply-templates select="." mode="cell"/></span>
        </xsl:for-each>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Who is signed in, and the way to the portal; or the way in. -->
  <xsl:template name="greeting">
    <xsl:choose>
      <xsl:when test="user">
        <a class="mya-greeting" href="{@base}/"><xsl:value-of select="user/@name"/></a>
      </xsl:when>
      <xsl:when test="sign-in">
        <a class="mya-greeting" href="{sign-in/@href}"><xsl:value-of select="sign-in/@label"/></a>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- ============ who is signed in, and where one can go ============ -->

  <xsl:template name="user">
    <div class="mya-user">
      <xsl:if test="user">
        <xsl:call-template name="customer"/>
        <div class="mya-me">
          <span class="mya-name"><xsl:value-of select="user/@name"/></span>
          <xsl:apply-templates select="user/action[@name = 'sign-out']" mode="action">
            <xsl:with-param name="quiet" select="true()"/>
          </xsl:apply-templates>
        </div>
      </xsl:if>
      <xsl:if test="sign-in and not(problem/@status &gt;= 500)">
        <a class="mya-sign-in-link" href="{sign-in/@href}"><xsl:value-of select="sign-in/@label"/></a>
      </xsl:if>
    </div>
  </xsl:template>

  <!-- For which customer one works here: its name, or a choice where there are several. -->
  <xsl:template name="customer">
    <xsl:variable name="switch" select="user/action[@name = 'switch']"/>
    <xsl:choose>
      <xsl:when test="$switch">
        <form class="mya-switch" method="post" action="{$switch/@href}">
          <input type="hidden" name="mya.token" value="{$switch/@token}"/>
          <label for="mya-customer"><xsl:value-of select="key('text', 'nav.customer')"/></label>
          <select id="mya-customer" name="customer">
            <xsl:for-each select="user/customer">
              <option value="{@key}">
                <xsl:if test="@current"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if>
                <xsl:value-of select="@name"/>
              </option>
            </xsl:for-each>
          </select>
          <button class="mya-quiet" type="submit"><xsl:value-of select="$switch/@label"/></button>
        </form>
      </xsl:when>
      <xsl:when test="user/customer[1]/@name != user/@name">
        <p class="mya-customer"><xsl:value-of select="user/customer[1]/@name"/></p>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="menu" mode="menu">
    <nav class="mya-menu" aria-label="{@label}">
      <xsl:apply-templates select="group" mode="menu"/>
    </nav>
  </xsl:template>

  <xsl:template match="group" mode="menu">
    <xsl:if test="@label">
      <p class="mya-group" id="mya-group-{position()}"><xsl:value-of select="@label"/></p>
    </xsl:if>
    <ul>
      <xsl:if test="@label">
        <xsl:attribute name="aria-labelledby">mya-group-<xsl:value-of select="position()"/></xsl:attribute>
      </xsl:if>
      <xsl:for-each select="item">
        <li>
          <a href="{@href}">
            <xsl:if test="@current"><xsl:attribute name="aria-current">page</xsl:attribute></xsl:if>
            <xsl:value-of select="@label"/>
          </a>
        </li>
      </xsl:for-each>
    </ul>
  </xsl:template>

  <xsl:template match="notice" mode="notice">
    <div class="mya-notice mya-{@kind}">
      <xsl:attribute name="role">
        <xsl:choose>
          <xsl:when test="@kind = 'error'">alert</xsl:when>
          <xsl:otherwise>status</xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
      <xsl:if test="@title"><strong><xsl:value-of select="@title"/></strong><xsl:text> </xsl:text></xsl:if>
      <xsl:value-of select="."/>
    </div>
  </xsl:template>

  <!-- ============ what stands on the page ============ -->

  <xsl:template match="record" mode="page"><xsl:apply-templates select="." mode="record"/></xsl:template>
  <xsl:template match="list" mode="page"><xsl:apply-templates select="." mode="list"/></xsl:template>

  <!-- A form stands alone; buttons and links that follow each other stand side by side. -->
  <xsl:template match="action" mode="page">
    <xsl:variable name="before" select="preceding-sibling::*[1][self::action]"/>
    <xsl:choose>
      <xsl:when test="field and not(@open = 'no')"><xsl:apply-templates select="." mode="action"/></xsl:when>
      <xsl:when test="$before[not(field) or @open = 'no']"/>
      <xsl:otherwise>
        <div class="mya-buttons"><xsl:apply-templates select="." mode="buttons"/></div>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="action" mode="buttons">
    <xsl:apply-templates select="." mode="action"/>
    <xsl:apply-templates select="following-sibling::*[1][self::action][not(field) or @open = 'no']" mode="buttons"/>
  </xsl:template>

  <!-- Why a page could not be shown (kind="error"). -->
  <xsl:template match="problem" mode="page">
    <p class="mya-lead"><xsl:value-of select="."/></p>
    <xsl:if test="@id"><p class="mya-small"><xsl:value-of select="@id"/></p></xsl:if>
    <xsl:call-template name="way-on"/>
  </xsl:template>

  <!-- From a page that could not be shown to one that can: the first of the menu, or the way in. Where
       the fault is ours we may not know who asks; to sign in would not help. -->
  <xsl:template name="way-on">
    <xsl:variable name="way" select="(/myaccount/menu//item | /myaccount/sign-in)[1]"/>
    <xsl:if test="$way and @status &lt; 500">
      <p class="mya-buttons"><a class="mya-button mya-quiet" href="{$way/@href}"><xsl:value-of select="$way/@label"/></a></p>
    </xsl:if>
  </xsl:template>

  <!-- Something that this skin does not know yet still shows. -->
  <xsl:template match="*" mode="page">
    <xsl:choose>
      <xsl:when test="*"><div class="mya-other"><xsl:apply-templates select="*" mode="page"/></div></xsl:when>
      <xsl:when test="normalize-space(.)"><p><xsl:value-of select="."/></p></xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- ============ records ============ -->

  <!-- A part is headed; but not where the page itself is called so. -->
  <xsl:template match="record" mode="record">
    <xsl:choose>
      <xsl:when test="@title and @title != /myaccount/title">
        <section class="mya-record mya-record-{@name}">
          <h2><xsl:value-of select="@title"/></h2>
          <xsl:call-template name="record-body"/>
        </section>
      </xsl:when>
      <xsl:otherwise>
        <div class="mya-record mya-record-{@name}"><xsl:call-template name="record-body"/></div>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="record-body">
    <xsl:call-template name="values"/>
    <xsl:if test="action">
      <div class="mya-buttons"><xsl:apply-templates select="action" mode="action"/></div>
    </xsl:if>
  </xsl:template>

  <!-- Amounts stand apart as on paper, one below the other; the last is what it comes to. -->
  <xsl:template name="values">
    <xsl:variable name="amounts" select="*[@type = 'money']"/>
    <xsl:variable name="others" select="*[not(self::action or @type = 'money')]"/>
    <xsl:if test="$amounts or $others">
      <div class="mya-card">
        <xsl:if test="$amounts and $others"><xsl:attribute name="class">mya-card mya-split</xsl:attribute></xsl:if>
        <xsl:if test="$others">
          <dl class="mya-values"><xsl:apply-templates select="$others" mode="value"/></dl>
        </xsl:if>
        <xsl:if test="$amounts">
          <dl class="mya-amounts"><xsl:apply-templates select="$amounts" mode="value"/></dl>
        </xsl:if>
      </div>
    </xsl:if>
  </xsl:template>

  <xsl:template match="*" mode="value">
    <div class="mya-value mya-value-{name()}">
      <dt><xsl:value-of select="@label"/></dt>
      <dd><xsl:apply-templates select="." mode="cell"/></dd>
    </div>
  </xsl:template>

  <!-- ============ lists ============ -->

  <xsl:template match="list" mode="list">
    <xsl:choose>
      <xsl:when test="@title and @title != /myaccount/title">
        <section class="mya-list mya-list-{@name}">
          <div class="mya-heading">
            <h2 id="mya-list-{@name}"><xsl:value-of select="@title"/></h2>
            <xsl:apply-templates select="@more" mode="more"/>
          </div>
          <xsl:call-template name="list-body"/>
        </section>
      </xsl:when>
      <xsl:otherwise>
        <div class="mya-list mya-list-{@name}">
          <xsl:apply-templates select="@more" mode="more"/>
          <xsl:call-template name="list-body"/>
        </div>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="list-body">
    <xsl:variable name="rows" select="*[not(self::columns or self::filters or self::pager or self::action)]"/>
    <xsl:apply-templates select="filters" mode="filters"/>
    <xsl:choose>
      <xsl:when test="$rows">
        <div class="mya-table">
          <table>
            <xsl:choose>
              <xsl:when test="@title and @title != /myaccount/title">
                <xsl:attribute name="aria-labelledby">mya-list-<xsl:value-of select="@name"/></xsl:attribute>
              </xsl:when>
              <xsl:otherwise><xsl:attribute name="aria-label"><xsl:value-of select="/myaccount/title"/></xsl:attribute></xsl:otherwise>
            </xsl:choose>
            <xsl:apply-templates select="columns" mode="list-head">
              <xsl:with-param name="with-actions" select="boolean($rows/action)"/>
            </xsl:apply-templates>
            <tbody>
              <xsl:apply-templates select="$rows" mode="list-row">
                <xsl:with-param name="with-actions" select="boolean($rows/action)"/>
              </xsl:apply-templates>
            </tbody>
          </table>
        </div>
      </xsl:when>
      <xsl:otherwise><xsl:apply-templates select="." mode="empty"/></xsl:otherwise>
    </xsl:choose>
    <xsl:apply-templates select="pager" mode="pager"/>
    <xsl:if test="action"><div class="mya-buttons"><xsl:apply-templates select="action" mode="action"/></div></xsl:if>
  </xsl:template>

  <xsl:template match="@more" mode="more">
    <p class="mya-more"><a href="{.}"><xsl:value-of select="../@more-label"/></a></p>
  </xsl:template>

  <xsl:template match="list" mode="empty">
    <p class="mya-empty"><xsl:value-of select="@empty"/></p>
  </xsl:template>

  <!-- The column heads; those that sort are links. On a phone only these are left, as one line. -->
  <xsl:template match="columns" mode="list-head">
    <xsl:param name="with-actions"/>
    <thead>
      <tr>
        <xsl:for-each select="column">
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
        <xsl:if test="$with-actions">
          <th scope="col"><span class="mya-unseen"><xsl:value-of select="key('text', 'list.actions')"/></span></th>
        </xsl:if>
      </tr>
    </thead>
  </xsl:template>

  <!-- A row; the first cell names it, and is the link to its own page. -->
  <xsl:template match="*" mode="list-row">
    <xsl:param name="with-actions"/>
    <xsl:variable name="row" select="."/>
    <tr>
      <xsl:if test="@href"><xsl:attribute name="class">mya-linked</xsl:attribute></xsl:if>
      <xsl:for-each select="../columns/column">
        <xsl:variable name="column" select="."/>
        <xsl:apply-templates select="." mode="list-cell">
          <xsl:with-param name="row" select="$row"/>
          <xsl:with-param name="cell" select="$row/*[name() = $column/@name][1]"/>
          <xsl:with-param name="first" select="position() = 1"/>
        </xsl:apply-templates>
      </xsl:for-each>
      <xsl:if test="$with-actions">
        <td class="mya-acts">
          <xsl:apply-templates select="action" mode="action">
            <xsl:with-param name="about" select="string(*[1])"/>
            <xsl:with-param name="quiet" select="true()"/>
          </xsl:apply-templates>
        </td>
      </xsl:if>
    </tr>
  </xsl:template>

  <!-- data-label says the column's name again where the table folds into cards. -->
  <xsl:template match="column" mode="list-cell">
    <xsl:param name="row"/>
    <xsl:param name="cell"/>
    <xsl:param name="first"/>
    <xsl:choose>
      <xsl:when test="$first and (string($cell) or $row/@href)">
        <th scope="row" class="mya-{@type}" data-label="{@label}">
          <xsl:choose>
            <xsl:when test="$row/@href">
              <a href="{$row/@href}">
                <xsl:apply-templates select="$cell" mode="cell"><xsl:with-param name="type" select="@type"/></xsl:apply-templates>
                <xsl:if test="not(string($cell))"><xsl:value-of select="$row/@key"/></xsl:if>
              </a>
            </xsl:when>
            <xsl:otherwise>
              <xsl:apply-templates select="$cell" mode="cell"><xsl:with-param name="type" select="@type"/></xsl:apply-templates>
            </xsl:otherwise>
          </xsl:choose>
        </th>
      </xsl:when>
      <xsl:otherwise>
        <td class="mya-{@type}" data-label="{@label}">
          <xsl:apply-templates select="$cell" mode="cell"><xsl:with-param name="type" select="@type"/></xsl:apply-templates>
        </td>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Filters are a plain GET form: the address says what is shown, and can be kept. -->
  <xsl:template match="filters" mode="filters">
    <form class="mya-filters" method="get" action="{@href}">
      <xsl:for-each select="keep"><input type="hidden" name="{@name}" value="{@value}"/></xsl:for-each>
      <xsl:apply-templates select="filter" mode="filter"/>
      <button class="mya-quiet" type="submit"><xsl:value-of select="key('text', 'list.filter')"/></button>
      <xsl:if test="@clear"><a class="mya-clear" href="{@clear}"><xsl:value-of select="@clear-label"/></a></xsl:if>
    </form>
  </xsl:template>

  <xsl:template match="filter[@kind = 'choice']" mode="filter">
    <xsl:variable name="id" select="concat('filter-', ../../@name, '-', @name)"/>
    <div class="mya-filter">
      <label for="{$id}"><xsl:value-of select="@label"/></label>
      <select id="{$id}" name="{@name}">
        <option value=""><xsl:value-of select="key('text', 'list.all')"/></option>
        <xsl:apply-templates select="option" mode="option"/>
      </select>
    </div>
  </xsl:template>

  <xsl:template match="filter[@kind = 'range']" mode="filter">
    <xsl:variable name="id" select="concat('filter-', ../../@name, '-', @name)"/>
    <fieldset class="mya-filter">
      <legend><xsl:value-of select="@label"/></legend>
      <div>
        <label for="{$id}-from"><xsl:value-of select="key('text', 'list.from')"/></label>
        <input id="{$id}-from" name="{@name}.from" value="{@from}">
          <xsl:attribute name="type"><xsl:choose><xsl:when test="@type = 'date'">date</xsl:when><xsl:otherwise>text</xsl:otherwise></xsl:choose></xsl:attribute>
        </input>
      </div>
      <div>
        <label for="{$id}-to"><xsl:value-of select="key('text', 'list.to')"/></label>
        <input id="{$id}-to" name="{@name}.to" value="{@to}">
          <xsl:attribute name="type"><xsl:choose><xsl:when test="@type = 'date'">date</xsl:when><xsl:otherwise>text</xsl:otherwise></xsl:choose></xsl:attribute>
        </input>
      </div>
    </fieldset>
  </xsl:template>

  <xsl:template match="filter" mode="filter">
    <xsl:variable name="id" select="concat('filter-', ../../@name, '-', @name)"/>
    <div class="mya-filter">
      <label for="{$id}"><xsl:value-of select="@label"/></label>
      <input id="{$id}" type="search" name="{@name}" value="{@value}"/>
    </div>
  </xsl:template>

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

  <!-- ============ a value, by its type ============ -->

  <xsl:template match="*" mode="cell">
    <xsl:param name="type" select="@type"/>
    <xsl:choose>
      <xsl:when test="not(string(.))"><span class="mya-none" aria-hidden="true">–</span></xsl:when>
      <!-- first what is most frequent: a page has hundreds of cells -->
      <xsl:when test="$type = 'text'"><xsl:value-of select="."/></xsl:when>
      <xsl:when test="@tone"><xsl:apply-templates select="." mode="status-chip"/></xsl:when>
      <xsl:when test="$type = 'money'">
        <span class="mya-amount">
          <xsl:if test="@value = 0"><xsl:attribute name="class">mya-amount mya-zero</xsl:attribute></xsl:if>
          <xsl:value-of select="."/>
        </span>
      </xsl:when>
      <xsl:when test="$type = 'date' or $type = 'time'">
        <time datetime="{@value}"><xsl:value-of select="."/></time>
      </xsl:when>
      <xsl:when test="$type = 'datetime'">
        <time datetime="{translate(substring(@value, 1, 19), ' ', 'T')}Z"><xsl:value-of select="."/></time>
      </xsl:when>
      <xsl:when test="$type = 'email'"><a href="mailto:{.}"><xsl:value-of select="."/></a></xsl:when>
      <xsl:when test="$type = 'phone'"><a href="tel:{translate(., ' ()-.', '')}"><xsl:value-of select="."/></a></xsl:when>
      <xsl:when test="$type = 'url'"><a href="{.}" rel="noreferrer"><xsl:value-of select="."/></a></xsl:when>
      <xsl:otherwise><xsl:value-of select="."/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A state. The word says it; the tone (good, warning, bad, info, neutral) only colours it. -->
  <xsl:template match="*" mode="status-chip">
    <span class="mya-chip mya-{@tone}"><xsl:value-of select="."/></span>
  </xsl:template>

  <!-- ============ actions ============ -->

  <!-- A form of its own page is shown as a link; one with fields, as a form; one without, as a button.
       ABOUT names the row, for who hears the button without seeing where it stands. -->
  <xsl:template match="action" mode="action">
    <xsl:param name="about"/>
    <xsl:param name="quiet" select="false()"/>
    <xsl:choose>
      <xsl:when test="@open = 'no'">
        <a class="mya-button mya-quiet" href="{@href}">
          <xsl:if test="$about"><xsl:attribute name="aria-label"><xsl:value-of select="concat(@label, ' ', $about)"/></xsl:attribute></xsl:if>
          <xsl:value-of select="@label"/>
        </a>
      </xsl:when>
      <xsl:when test="field"><xsl:apply-templates select="." mode="form"/></xsl:when>
      <xsl:otherwise>
        <form class="mya-act" method="post" action="{@href}">
          <xsl:call-template name="hidden"/>
          <button type="submit">
            <xsl:if test="$quiet"><xsl:attribute name="class">mya-quiet</xsl:attribute></xsl:if>
            <xsl:if test="$about"><xsl:attribute name="aria-label"><xsl:value-of select="concat(@label, ' ', $about)"/></xsl:attribute></xsl:if>
            <xsl:value-of select="@label"/>
          </button>
        </form>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="hidden">
    <xsl:if test="@token"><input type="hidden" name="mya.token" value="{@token}"/></xsl:if>
    <xsl:for-each select="keep"><input type="hidden" name="{@name}" value="{@value}"/></xsl:for-each>
  </xsl:template>

  <!-- novalidate: the server says what is wrong, in the reader's language and beside the field. -->
  <xsl:template match="action" mode="form">
    <form class="mya-form" method="post" action="{@href}" novalidate="novalidate">
      <xsl:if test="field[@type = 'file']"><xsl:attribute name="enctype">multipart/form-data</xsl:attribute></xsl:if>
      <xsl:call-template name="hidden"/>
      <xsl:if test="@title and @title != /myaccount/title"><h2><xsl:value-of select="@title"/></h2></xsl:if>
      <xsl:call-template name="summary"/>
      <xsl:apply-templates select="field" mode="field"/>
      <div class="mya-buttons">
        <button type="submit"><xsl:value-of select="@label"/></button>
        <xsl:if test="@cancel"><a class="mya-cancel" href="{@cancel}"><xsl:value-of select="key('text', 'form.cancel')"/></a></xsl:if>
      </div>
    </form>
  </xsl:template>

  <!-- All that is wrong, above the form, each a link to its field; gets the focus when the page opens.
       Where no field is at fault, the sentence about the whole speaks for itself. -->
  <xsl:template name="summary">
    <xsl:if test="error or fault">
      <div class="mya-summary" role="alert" tabindex="-1" autofocus="autofocus">
        <xsl:if test="fault or error/fault or not(error/text())">
          <h2>
            <xsl:choose>
              <xsl:when test="error/@title"><xsl:value-of select="error/@title"/></xsl:when>
              <xsl:otherwise><xsl:value-of select="key('text', 'form.summary')"/></xsl:otherwise>
            </xsl:choose>
          </h2>
        </xsl:if>
        <xsl:for-each select="error[text()]"><p><xsl:value-of select="text()"/></p></xsl:for-each>
        <xsl:if test="fault | error/fault">
          <ul>
            <xsl:for-each select="fault | error/fault">
              <li>
                <xsl:choose>
                  <xsl:when test="@href"><a href="{@href}"><xsl:value-of select="."/></a></xsl:when>
                  <xsl:otherwise><xsl:value-of select="."/></xsl:otherwise>
                </xsl:choose>
              </li>
            </xsl:for-each>
          </ul>
        </xsl:if>
      </div>
    </xsl:if>
  </xsl:template>

  <!-- ============ fields ============ -->

  <xsl:template match="field" mode="field">
    <div>
      <xsl:attribute name="class">
        <xsl:text>mya-field mya-field-</xsl:text><xsl:value-of select="@type"/>
        <xsl:if test="@error"> mya-wrong</xsl:if>
        <xsl:if test="@theirs"> mya-differs</xsl:if>
      </xsl:attribute>
      <xsl:choose>
        <xsl:when test="@type = 'boolean'">
          <div class="mya-check">
            <xsl:apply-templates select="." mode="control"/>
            <xsl:call-template name="label"/>
          </div>
          <xsl:call-template name="about-field"/>
        </xsl:when>
        <xsl:when test="option and @multiple">
          <fieldset>
            <xsl:call-template name="field-state"/>
            <legend><xsl:call-template name="label-words"/></legend>
            <xsl:call-template name="about-field"/>
            <xsl:for-each select="option">
              <div class="mya-check">
                <input type="checkbox" id="field-{../@name}-{position()}" name="{../@name}" value="{@value}">
                  <xsl:if test="@selected"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if>
                </input>
                <label for="field-{../@name}-{position()}"><xsl:value-of select="."/></label>
              </div>
            </xsl:for-each>
          </fieldset>
        </xsl:when>
        <xsl:otherwise>
          <xsl:call-template name="label"/>
          <xsl:call-template name="about-field"/>
          <xsl:apply-templates select="." mode="control"/>
        </xsl:otherwise>
      </xsl:choose>
    </div>
  </xsl:template>

  <xsl:template name="label">
    <label for="field-{@name}"><xsl:call-template name="label-words"/></label>
  </xsl:template>

  <!-- To sign in takes all fields; nobody needs to be told. -->
  <xsl:template name="label-words">
    <xsl:value-of select="@label"/>
    <xsl:if test="@required and /myaccount/@kind != 'sign-in'">
      <xsl:text> </xsl:text>
      <span class="mya-required">(<xsl:value-of select="key('text', 'form.required-mark')"/>)</span>
    </xsl:if>
  </xsl:template>

  <!-- Help, fault, and what somebody else stored meanwhile: above the input, where a screen keyboard
       or the browser's own list does not cover it. -->
  <xsl:template name="about-field">
    <xsl:if test="@help"><p class="mya-help" id="field-{@name}-help"><xsl:value-of select="@help"/></p></xsl:if>
    <xsl:if test="@error">
      <p class="mya-fault" id="field-{@name}-error">
        <span class="mya-unseen"><xsl:value-of select="key('text', 'form.error')"/>: </span>
        <xsl:value-of select="@error"/>
      </p>
    </xsl:if>
    <xsl:if test="@theirs">
      <p class="mya-theirs" id="field-{@name}-theirs">
        <span><xsl:value-of select="key('text', 'form.theirs')"/>: </span>
        <strong><xsl:value-of select="@theirs"/><xsl:if test="@theirs = ''">–</xsl:if></strong>
      </p>
      <p class="mya-yours"><xsl:value-of select="key('text', 'form.yours')"/>:</p>
    </xsl:if>
  </xsl:template>

  <!-- What an input says about its state to those who do not see it. -->
  <xsl:template name="field-state">
    <xsl:if test="@error"><xsl:attribute name="aria-invalid">true</xsl:attribute></xsl:if>
    <xsl:if test="@help or @error or @theirs">
      <xsl:attribute name="aria-describedby">
        <xsl:if test="@error">field-<xsl:value-of select="@name"/>-error</xsl:if>
        <xsl:if test="@theirs"> field-<xsl:value-of select="@name"/>-theirs</xsl:if>
        <xsl:if test="@help"> field-<xsl:value-of select="@name"/>-help</xsl:if>
      </xsl:attribute>
    </xsl:if>
  </xsl:template>

  <xsl:template name="field-attributes">
    <xsl:attribute name="id">field-<xsl:value-of select="@name"/></xsl:attribute>
    <xsl:attribute name="name"><xsl:value-of select="@name"/></xsl:attribute>
    <!-- a choice can only be left empty where "nothing" is among its options -->
    <xsl:if test="@required and (not(option) or option[@value = ''])"><xsl:attribute name="required">required</xsl:attribute></xsl:if>
    <xsl:if test="@autocomplete"><xsl:attribute name="autocomplete"><xsl:value-of select="@autocomplete"/></xsl:attribute></xsl:if>
    <xsl:call-template name="field-state"/>
  </xsl:template>

  <xsl:template match="field" mode="control">
    <xsl:choose>
      <xsl:when test="@type = 'boolean'">
        <input type="checkbox" value="1">
          <xsl:call-template name="field-attributes"/>
          <xsl:if test="@value = '1'"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if>
        </input>
      </xsl:when>
      <xsl:when test="option">
        <select>
          <xsl:call-template name="field-attributes"/>
          <xsl:apply-templates select="option" mode="option"/>
        </select>
      </xsl:when>
      <xsl:when test="@multiline or @type = 'markdown'">
        <textarea rows="6">
          <xsl:call-template name="field-attributes"/>
          <xsl:call-template name="field-limits"/>
          <xsl:value-of select="@value"/>
        </textarea>
      </xsl:when>
      <xsl:otherwise>
        <input>
          <xsl:call-template name="input-type"/>
          <xsl:call-template name="field-attributes"/>
          <xsl:call-template name="field-limits"/>
          <xsl:if test="@value and @type != 'password' and @type != 'file'">
            <xsl:attribute name="value"><xsl:value-of select="@value"/></xsl:attribute>
          </xsl:if>
        </input>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="option" mode="option">
    <option value="{@value}">
      <xsl:if test="@selected"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if>
      <xsl:value-of select="."/>
    </option>
  </xsl:template>

  <xsl:template name="field-limits">
    <xsl:if test="@readonly"><xsl:attribute name="readonly">readonly</xsl:attribute></xsl:if>
    <xsl:if test="@maxlength and not(@type = 'date' or @type = 'time' or @type = 'datetime')">
      <xsl:attribute name="maxlength"><xsl:value-of select="@maxlength"/></xsl:attribute>
    </xsl:if>
  </xsl:template>

  <!-- Types that bring the right keyboard. A date picker would drop a value that is no date, and with it
       what was typed: such a value stays in a plain input. -->
  <xsl:template name="input-type">
    <xsl:variable name="shape" select="translate(@value, '0123456789', 'dddddddddd')"/>
    <xsl:attribute name="type">
      <xsl:choose>
        <xsl:when test="@type = 'email'">email</xsl:when>
        <xsl:when test="@type = 'phone'">tel</xsl:when>
        <xsl:when test="@type = 'url'">url</xsl:when>
        <xsl:when test="@type = 'password'">password</xsl:when>
        <xsl:when test="@type = 'file'">file</xsl:when>
        <xsl:when test="@type = 'date' and ($shape = '' or $shape = 'dddd-dd-dd')">date</xsl:when>
        <xsl:when test="@type = 'time' and ($shape = '' or $shape = 'dd:dd')">time</xsl:when>
        <xsl:when test="@type = 'datetime' and ($shape = '' or $shape = 'dddd-dd-ddTdd:dd')">datetime-local</xsl:when>
        <xsl:otherwise>text</xsl:otherwise>
      </xsl:choose>
    </xsl:attribute>
    <xsl:choose>
      <xsl:when test="@inputmode"><xsl:attribute name="inputmode"><xsl:value-of select="@inputmode"/></xsl:attribute></xsl:when>
      <xsl:when test="@type = 'integer'"><xsl:attribute name="inputmode">numeric</xsl:attribute></xsl:when>
      <xsl:when test="@type = 'decimal' or @type = 'percent' or @type = 'money'"><xsl:attribute name="inputmode">decimal</xsl:attribute></xsl:when>
    </xsl:choose>
    <xsl:if test="@type = 'iban' or @type = 'id'"><xsl:attribute name="spellcheck">false</xsl:attribute></xsl:if>
  </xsl:template>

</xsl:stylesheet>
