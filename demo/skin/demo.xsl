<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- demo/skin/demo.xsl: the skin of Skarvøy Tauverk. All is the base skin's but four templates. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <xsl:import href="myaccount:base.xsl"/>

  <!-- The window is called as on the other pages of the site. -->
  <xsl:template name="title">
    <xsl:value-of select="title"/> – Skarvøy Tauverk<xsl:text/>
  </xsl:template>

  <!-- One style sheet more, for what the two templates below need. -->
  <xsl:template name="head">
    <xsl:call-template name="base-css"/>
    <xsl:call-template name="base-js"/>
    <link rel="stylesheet" href="{/myaccount/@base}/-/asset/demo.css"/>
  </xsl:template>

  <!-- What is to be paid, one card for each currency, the amount in the type of the house. -->
  <xsl:template match="list[@name = 'sums'][sum]" mode="list">
    <section class="mya-list mya-list-sums">
      <h2><xsl:value-of select="@title"/></h2>
      <ul class="sums">
        <xsl:for-each select="sum">
          <li>
            <span class="sums-label"><xsl:value-of select="../columns/column[@name = 'open_amount']/@label"/></span>
            <strong class="sums-amount"><xsl:value-of select="open_amount"/></strong>
            <xsl:if test="overdue_amount/@value != 0">
              <span class="sums-overdue">
                <xsl:value-of select="../columns/column[@name = 'overdue_amount']/@label"/>
                <xsl:text> </xsl:text>
                <b><xsl:value-of select="overdue_amount"/></b>
              </span>
            </xsl:if>
          </li>
        </xsl:for-each>
      </ul>
    </section>
  </xsl:template>

  <!-- Nothing there: a coil of rope beside the words. -->
  <xsl:template match="list" mode="empty">
    <div class="mya-empty coil">
      <svg viewBox="0 0 48 48" width="48" height="48" aria-hidden="true" focusable="false">
        <path d="M24 10a14 14 0 1 1-14 14M24 17a7 7 0 1 0 7 7M24 10h16" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round"/>
      </svg>
      <p><xsl:value-of select="@empty"/></p>
    </div>
  </xsl:template>
</xsl:stylesheet>
