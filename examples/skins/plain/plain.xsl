<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- plain.xsl: words and lines. What a house says differently is little, and so is the file: no script, no boxes, states as
     words, and whom to call below every page. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <xsl:import href="myaccount:base.xsl"/>

  <!-- The style sheet beside this file; base.js is left out, and nothing is missing. -->
  <xsl:template name="head">
    <xsl:call-template name="base-css"/>
    <link rel="stylesheet" href="{/myaccount/@base}/-/asset/plain.css"/>
  </xsl:template>

  <!-- A state is a word; what is bad is a strong one. -->
  <xsl:template match="*" mode="status-chip">
    <xsl:choose>
      <xsl:when test="@tone = 'bad'"><strong><xsl:value-of select="."/></strong></xsl:when>
      <xsl:otherwise><xsl:value-of select="."/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A slot: below everything, in every page. -->
  <xsl:template name="after-page">
    <footer class="plain-call">
      <a href="tel:+4776000000">+47 76 00 00 00</a>
      <xsl:text> · </xsl:text>
      <a href="mailto:post@example.com">post@example.com</a>
    </footer>
  </xsl:template>

</xsl:stylesheet>
