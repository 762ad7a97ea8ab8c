<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- own-page.xsl: a page of its own, for a portal without a site around it (MyAccountLayout none): the house's name on top,
     the menu at the side, the imprint below. Everything between comes from the base skin. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <xsl:import href="myaccount:base.xsl"/>

  <xsl:template name="head">
    <xsl:call-template name="base-css"/>
    <xsl:call-template name="base-js"/>
    <link rel="stylesheet" href="{/myaccount/@base}/-/asset/own-page.css"/>
    <link rel="icon" href="{/myaccount/@base}/-/asset/mark.svg"/>
  </xsl:template>

  <!-- In the window's title bar the house comes last. -->
  <xsl:template name="title">
    <xsl:value-of select="title"/> · Fjord &amp; Co
  </xsl:template>

  <!-- What stands in body. The class "mya" is what base.css knows; "mya-bare" is its page without a site. -->
  <xsl:template name="frame">
    <a class="mya-skip" href="#mya-content"><xsl:value-of select="key('text', 'nav.skip')"/></a>
    <header class="own-top">
      <a class="own-house" href="{@base}/">
        <img src="{@base}/-/asset/mark.svg" alt="" width="36" height="36"/>
        <span>Fjord &amp; Co</span>
      </a>
      <xsl:call-template name="user"/>
    </header>
    <div class="own-middle">
      <xsl:if test="menu or search">
        <div class="own-side">
          <xsl:apply-templates select="search" mode="search"/>
          <xsl:apply-templates select="menu" mode="menu"/>
        </div>
      </xsl:if>
      <main id="mya-content" class="mya-content"><xsl:call-template name="content"/></main>
    </div>
    <footer class="own-foot"><p>Fjord &amp; Co · Kaigata 1 · 8000 Bodø</p></footer>
  </xsl:template>

  <!-- The box stands at the side of every page, also of the one that searches. -->
  <xsl:template name="content">
    <xsl:apply-templates select="back" mode="back"/>
    <h1 class="mya-title"><xsl:value-of select="title"/></h1>
    <xsl:apply-templates select="notices/notice" mode="notice"/>
    <xsl:apply-templates select="*[not(self::title or self::back or self::user or self::sign-in or self::search
                                       or self::menu or self::notices or self::texts)]" mode="page"/>
  </xsl:template>

</xsl:stylesheet>
