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

    named templates   head  base-css  base-js  title  frame  top  ways  user  customer  content  values
                      way-on
                      fragment  greeting
    modes             menu        a group of the menu, an item       search      the box for all pages
                      notice      a sentence above the page ("Saved.")           back
                      page        an item of the page: record, list, action, problem; anything unknown
                      record      a record and its values          value     one of them, with its label
                      note        a sentence about a value or a record
                      list        a list: heading, filters, rows, pager          (base-list.xsl)
                      rows        its rows as a table, or as view= says          entry  a row there
                      filters  filter  active-filter  list-head  list-row  list-cell  group  totals
                      pager  sizes  export  empty  more  select  cell-field
                      cell        a value, by its type             status-chip  a state with its tone
                      action      a form, a button or a link       (base-form.xsl)
                      form  review  field  control  option
    key               text        key('text', 'nav.skip'): the words of the reader's language

  Slots are empty templates, called before and after each part with that part as the context; fill them
  to add something without saying again what stands there:

    before-page     after-page      before-menu    after-menu     before-notices  after-notices
    before-content  after-content   before-record  after-record   before-list     after-list
    before-row      after-row       before-action  after-action   before-field    after-field

  doc/skins.md is the manual: every element of the page XML, every template, with examples.

  Words never stand here: they are in <texts> of the page, from texts.LANG.xml.
  Not allowed, and said with file and line when the server starts: scripts or styles with data in them,
  on…= handlers, style=, disable-output-escaping, document(), computed element names, extensions.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <xsl:include href="myaccount:base-list.xsl"/>
  <xsl:include href="myaccount:base-form.xsl"/>

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

  <!-- Style sheets and scripts. A file beside your skin is served as BASE/-/asset/NAME. To add one,
       override this template and write your link after the two calls. Everything works without base.js. -->
  <xsl:template name="head">
    <xsl:call-template name="base-css"/>
    <xsl:call-template name="base-js"/>
  </xsl:template>

  <xsl:template name="base-css">
    <link rel="stylesheet" href="{/myaccount/@base}/-/asset/base.css"/>
  </xsl:template>

  <xsl:template name="base-js">
    <script src="{/myaccount/@base}/-/asset/base.js" defer="defer"></script>
  </xsl:template>

  <!-- ============ slots ============ -->

  <xsl:template name="before-page"/>
  <xsl:template name="after-page"/>
  <xsl:template name="before-menu"/>
  <xsl:template name="after-menu"/>
  <xsl:template name="before-notices"/>
  <xsl:template name="after-notices"/>
  <xsl:template name="before-content"/>
  <xsl:template name="after-content"/>
  <xsl:template name="before-record"/>
  <xsl:template name="after-record"/>
  <xsl:template name="before-list"/>
  <xsl:template name="after-list"/>
  <xsl:template name="before-row"/>
  <xsl:template name="after-row"/>
  <xsl:template name="before-action"/>
  <xsl:template name="after-action"/>
  <xsl:template name="before-field"/>
  <xsl:template name="after-field"/>

  <!-- ============ the frame ============ -->

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

  <!-- Where there is no room for all of it (base.css), one line opens the rest: for whom one works here, and how much waits. -->
  <xsl:template name="top">
    <xsl:choose>
      <xsl:when test="menu">
        <details class="mya-nav">
          <summary>
            <span class="mya-here"><xsl:value-of select="(user/customer[@current] | user/customer[1])[last()]/@name"/></span>
            <xsl:text> </xsl:text>
            <span class="mya-open">
              <xsl:value-of select="menu/@label"/>
              <xsl:variable name="waiting" select="sum(menu//item/@badge)"/>
              <xsl:if test="$waiting &gt; 0"><xsl:text> </xsl:text><span class="mya-badge"><xsl:value-of select="$waiting"/></span></xsl:if>
            </span>
          </summary>
          <div class="mya-ways"><xsl:call-template name="ways"/></div>
        </details>
      </xsl:when>
      <xsl:otherwise><div class="mya-ways"><xsl:call-template name="ways"/></div></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="ways">
    <xsl:call-template name="user"/>
    <xsl:call-template name="before-menu"/>
    <xsl:apply-templates select="menu" mode="menu"/>
    <xsl:call-template name="after-menu"/>
    <xsl:apply-templates select="search[@href != substring-before(concat(../@path, '?'), '?')]" mode="search"/>
  </xsl:template>

  <!-- The box that searches all that one may see. -->
  <xsl:template match="search" mode="search">
    <form class="mya-search" role="search" aria-label="{@label}" method="get" action="{@href}">
      <label class="mya-unseen" for="mya-search"><xsl:value-of select="@label"/></label>
      <input id="mya-search" type="search" name="{@name}" value="{@value}" placeholder="{@label}"/>
      <button class="mya-quiet" type="submit"><span><xsl:value-of select="key('text', 'list.search')"/></span></button>
    </form>
  </xsl:template>

  <xsl:template name="content">
    <xsl:apply-templates select="back" mode="back"/>
    <h1 class="mya-title"><xsl:value-of select="title"/></h1>
    <xsl:call-template name="before-notices"/>
    <xsl:apply-templates select="notices/notice" mode="notice"/>
    <xsl:call-template name="after-notices"/>
    <!-- on the page that searches, the box is its first part -->
    <xsl:apply-templates select="search[@href = substring-before(concat(../@path, '?'), '?')]" mode="search"/>
    <xsl:call-template name="before-content"/>
    <xsl:apply-templates select="*[not(self::title or self::back or self::user or self::sign-in or self::search
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
        <xsl:for-each select="menu"><xsl:apply-templates select="." mode="menu"/></xsl:for-each>
        <!-- what is said about a record says its values -->
        <xsl:for-each select="record/@note"><span class="mya-bit"><xsl:value-of select="."/></span></xsl:for-each>
        <xsl:for-each select="record[not(@note)]/*[not(self::action)] | list/*[@key]/*[not(self::action or self::select or self::list)]">
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
          <xsl:if test="not(menu/group)"><xsl:apply-templates select="user/action[@name = 'password']" mode="action"/></xsl:if>
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
      <xsl:apply-templates select="item" mode="menu"/>
      <xsl:if test="position() = last()"><xsl:apply-templates select="/myaccount/user/action[@name = 'password']" mode="menu"/></xsl:if>
    </ul>
  </xsl:template>

  <!-- The engine's own page for a new password is the last of the menu; without a menu it stands beside who is signed in. -->
  <xsl:template match="action" mode="menu">
    <li>
      <a href="{@href}">
        <xsl:if test="starts-with(/myaccount/@path, @href)"><xsl:attribute name="aria-current">page</xsl:attribute></xsl:if>
        <xsl:value-of select="@label"/>
      </a>
    </li>
  </xsl:template>

  <!-- A badge counts what waits there. -->
  <xsl:template match="item" mode="menu">
    <li>
      <a href="{@href}">
        <xsl:if test="@current"><xsl:attribute name="aria-current">page</xsl:attribute></xsl:if>
        <xsl:value-of select="@label"/>
        <xsl:if test="@badge"><xsl:text> </xsl:text><span class="mya-badge"><xsl:value-of select="@badge"/></span></xsl:if>
      </a>
    </li>
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
      <xsl:when test="(field or error or fault or @step) and not(@open = 'no')"><xsl:apply-templates select="." mode="action"/></xsl:when>
      <xsl:when test="$before[not(field or error or fault or @step) or @open = 'no']"/>
      <xsl:otherwise>
        <div class="mya-buttons"><xsl:apply-templates select="." mode="buttons"/></div>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="action" mode="buttons">
    <xsl:apply-templates select="." mode="action">
      <!-- beside a form, what is not its own button steps back -->
      <xsl:with-param name="quiet" select="boolean(/myaccount/action[field][not(@open)])"/>
    </xsl:apply-templates>
    <xsl:apply-templates select="following-sibling::*[1][self::action][not(field or error or fault or @step) or @open = 'no']" mode="buttons"/>
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
    <xsl:variable name="tone">
      <xsl:if test="@tone"> mya-toned mya-<xsl:value-of select="@tone"/></xsl:if>
    </xsl:variable>
    <xsl:call-template name="before-record"/>
    <xsl:choose>
      <xsl:when test="@title and @title != /myaccount/title">
        <section class="mya-record mya-record-{@name}{$tone}">
          <h2><xsl:value-of select="@title"/></h2>
          <xsl:apply-templates select="@note" mode="note"/>
          <xsl:call-template name="record-body"/>
        </section>
      </xsl:when>
      <xsl:otherwise>
        <div class="mya-record mya-record-{@name}{$tone}">
          <xsl:apply-templates select="@note" mode="note"/>
          <xsl:call-template name="record-body"/>
        </div>
      </xsl:otherwise>
    </xsl:choose>
    <xsl:call-template name="after-record"/>
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
      <dd>
        <xsl:apply-templates select="." mode="cell"/>
        <xsl:apply-templates select="@note" mode="note"/>
      </dd>
    </div>
  </xsl:template>

  <!-- A sentence about a value, or about the whole record. -->
  <xsl:template match="@note" mode="note">
    <p class="mya-note"><xsl:value-of select="."/></p>
  </xsl:template>

  <!-- ============ a value, by its type ============ -->

  <xsl:template match="*" mode="cell">
    <xsl:param name="type" select="@type"/>
    <xsl:choose>
      <xsl:when test=". = ''"><span class="mya-none" aria-hidden="true">–</span></xsl:when>
      <!-- first what is most frequent: a page has hundreds of cells -->
      <xsl:when test="$type = 'text'"><xsl:value-of select="."/></xsl:when>
      <xsl:when test="@tone"><xsl:apply-templates select="." mode="status-chip"/></xsl:when>
      <xsl:when test="$type = 'money'">
        <span class="mya-amount">
          <xsl:if test="@value = '0'"><xsl:attribute name="class">mya-amount mya-zero</xsl:attribute></xsl:if>
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

</xsl:stylesheet>
