<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  base-form.xsl: the part of base.xsl that shows actions: buttons, links, forms with their fields, and what
  is to be confirmed before it is done. base.xsl says how to override it.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <!-- Two forms of a page may have fields of one name; an id stands once. -->
  <xsl:key name="field" match="field" use="@name"/>

  <!-- ============ actions ============ -->

  <!-- A form of its own page is shown as a link; what is to be confirmed, as what will be done; one with
       fields, as a form; one without, as a button. ABOUT names the row, for who hears the button without
       seeing where it stands. -->
  <xsl:template match="action" mode="action">
    <xsl:param name="about"/>
    <xsl:param name="quiet" select="false()"/>
    <xsl:call-template name="before-action"/>
    <xsl:choose>
      <xsl:when test="@open = 'no'">
        <a class="mya-button mya-quiet" href="{@href}">
          <xsl:if test="$about"><xsl:attribute name="aria-label"><xsl:value-of select="concat(@label, ' ', $about)"/></xsl:attribute></xsl:if>
          <xsl:value-of select="@label"/>
        </a>
      </xsl:when>
      <xsl:when test="@step = 'review'"><xsl:apply-templates select="." mode="review"/></xsl:when>
      <xsl:when test="field or error or fault"><xsl:apply-templates select="." mode="form"/></xsl:when>
      <xsl:otherwise>
        <form class="mya-act" method="post" action="{@href}">
          <xsl:call-template name="hidden"/>
          <button type="submit">
            <xsl:if test="$quiet"><xsl:attribute name="class">mya-quiet</xsl:attribute></xsl:if>
            <xsl:if test="$about"><xsl:attribute name="aria-label"><xsl:value-of select="concat(@label, ' ', $about)"/></xsl:attribute></xsl:if>
            <xsl:value-of select="@label"/>
          </button>
        </form>
        <!-- a button that is a page of its own has a way back -->
        <xsl:if test="@cancel"><a class="mya-cancel" href="{@cancel}"><xsl:value-of select="key('text', 'form.cancel')"/></a></xsl:if>
      </xsl:otherwise>
    </xsl:choose>
    <xsl:call-template name="after-action"/>
  </xsl:template>

  <xsl:template name="hidden">
    <xsl:if test="@token"><input type="hidden" name="mya.token" value="{@token}"/></xsl:if>
    <xsl:call-template name="keeps"/>
  </xsl:template>

  <xsl:template name="keeps">
    <xsl:for-each select="keep"><input type="hidden" name="{@name}" value="{@value}"/></xsl:for-each>
  </xsl:template>

  <!-- novalidate: the server says what is wrong, in the reader's language and beside the field. Enter
       presses a form's first button; where "again" would be that, another stands before it, unseen. -->
  <xsl:template match="action" mode="form">
    <form class="mya-form" method="post" action="{@href}" novalidate="novalidate">
      <xsl:if test="@id"><xsl:attribute name="id"><xsl:value-of select="@id"/></xsl:attribute></xsl:if>
      <xsl:if test="field[@type = 'file']"><xsl:attribute name="enctype">multipart/form-data</xsl:attribute></xsl:if>
      <xsl:if test="@title and @title != /myaccount/title"><h2><xsl:value-of select="@title"/></h2></xsl:if>
      <xsl:call-template name="hidden"/>
      <xsl:if test="again">
        <button class="mya-unseen" type="submit" tabindex="-1" aria-hidden="true"><xsl:value-of select="@label"/></button>
      </xsl:if>
      <xsl:call-template name="summary"/>
      <xsl:apply-templates select="field | again" mode="field"/>
      <div class="mya-buttons">
        <button type="submit"><xsl:value-of select="@label"/></button>
        <xsl:if test="@cancel"><a class="mya-cancel" href="{@cancel}"><xsl:value-of select="key('text', 'form.cancel')"/></a></xsl:if>
      </div>
    </form>
  </xsl:template>

  <!-- What will be done, said once more. -->
  <xsl:template match="action" mode="review">
    <form class="mya-form mya-review" method="post" action="{@href}">
      <xsl:call-template name="hidden"/>
      <xsl:if test="@title and @title != /myaccount/title"><h2><xsl:value-of select="@title"/></h2></xsl:if>
      <xsl:call-template name="summary"/>
      <p class="mya-lead"><xsl:value-of select="key('text', 'form.review')"/></p>
      <xsl:if test="review">
        <div class="mya-card">
          <dl class="mya-values">
            <xsl:for-each select="review">
              <div class="mya-value">
                <dt><xsl:value-of select="@label"/></dt>
                <dd><xsl:apply-templates select="." mode="cell"/></dd>
              </div>
            </xsl:for-each>
          </dl>
        </div>
      </xsl:if>
      <xsl:apply-templates select="field" mode="field"/>
      <div class="mya-buttons">
        <button type="submit" name="mya.step" value="do"><xsl:value-of select="@label"/></button>
        <xsl:if test="@edit">
          <button class="mya-quiet" type="submit" name="mya.step" value="edit"><xsl:value-of select="@edit"/></button>
        </xsl:if>
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
    <xsl:call-template name="before-field"/>
    <div>
      <xsl:attribute name="class">
        <xsl:text>mya-field mya-field-</xsl:text><xsl:value-of select="@type"/>
        <xsl:if test="@of"> mya-depends</xsl:if>
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
        <xsl:when test="option and @multiple"><xsl:call-template name="boxes"/></xsl:when>
        <xsl:otherwise>
          <xsl:call-template name="label"/>
          <xsl:call-template name="about-field"/>
          <xsl:apply-templates select="." mode="control"/>
        </xsl:otherwise>
      </xsl:choose>
    </div>
    <xsl:call-template name="after-field"/>
  </xsl:template>

  <!-- Shows the form anew: without script, how the fields of another choice come. A script of ours does it
       when the choice changes. -->
  <xsl:template match="again" mode="field">
    <p class="mya-again">
      <button class="mya-quiet" type="submit" name="mya.again" value="1"><xsl:value-of select="@label"/></button>
    </p>
  </xsl:template>

  <!-- A choice of several. -->
  <xsl:template name="boxes">
    <xsl:variable name="id"><xsl:call-template name="field-id"/></xsl:variable>
    <fieldset>
      <xsl:call-template name="field-state"><xsl:with-param name="id" select="$id"/></xsl:call-template>
      <legend><xsl:call-template name="label-words"/></legend>
      <xsl:call-template name="about-field"/>
      <xsl:for-each select="option">
        <div class="mya-check">
          <input type="checkbox" id="{$id}-{position()}" name="{../@name}" value="{@value}">
            <xsl:if test="@selected"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if>
          </input>
          <label for="{$id}-{position()}"><xsl:value-of select="."/></label>
        </div>
      </xsl:for-each>
    </fieldset>
  </xsl:template>

  <!-- field-NAME, where faults lead to; in a second form with a field of that name, with the form's. -->
  <xsl:template name="field-id">
    <xsl:text>field-</xsl:text>
    <xsl:if test="generate-id() != generate-id(key('field', @name)[1])">
      <xsl:value-of select="concat(../@name, '-')"/>
    </xsl:if>
    <xsl:value-of select="@name"/>
  </xsl:template>

  <xsl:template name="label">
    <label>
      <xsl:attribute name="for"><xsl:call-template name="field-id"/></xsl:attribute>
      <xsl:call-template name="label-words"/>
    </label>
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
    <xsl:variable name="id"><xsl:if test="@help or @error or @theirs"><xsl:call-template name="field-id"/></xsl:if></xsl:variable>
    <xsl:if test="@help"><p class="mya-help" id="{$id}-help"><xsl:value-of select="@help"/></p></xsl:if>
    <xsl:if test="@error">
      <p class="mya-fault" id="{$id}-error">
        <span class="mya-unseen"><xsl:value-of select="key('text', 'form.error')"/>: </span>
        <xsl:value-of select="@error"/>
      </p>
    </xsl:if>
    <xsl:if test="@theirs">
      <p class="mya-theirs" id="{$id}-theirs">
        <span><xsl:value-of select="key('text', 'form.theirs')"/>: </span>
        <strong><xsl:value-of select="@theirs"/><xsl:if test="@theirs = ''">–</xsl:if></strong>
      </p>
      <p class="mya-yours"><xsl:value-of select="key('text', 'form.yours')"/>:</p>
    </xsl:if>
  </xsl:template>

  <!-- What an input says about its state to those who do not see it. -->
  <xsl:template name="field-state">
    <xsl:param name="id"/>
    <xsl:if test="@error"><xsl:attribute name="aria-invalid">true</xsl:attribute></xsl:if>
    <xsl:if test="@help or @error or @theirs">
      <xsl:attribute name="aria-describedby">
        <xsl:if test="@error"><xsl:value-of select="$id"/>-error</xsl:if>
        <xsl:if test="@theirs"><xsl:value-of select="concat(' ', $id)"/>-theirs</xsl:if>
        <xsl:if test="@help"><xsl:value-of select="concat(' ', $id)"/>-help</xsl:if>
      </xsl:attribute>
    </xsl:if>
  </xsl:template>

  <!-- ABOUT names the field where no label does (in a table); FORM is whose it is where it stands outside. -->
  <xsl:template name="field-attributes">
    <xsl:param name="about"/>
    <xsl:variable name="id"><xsl:call-template name="field-id"/></xsl:variable>
    <xsl:attribute name="id"><xsl:value-of select="$id"/></xsl:attribute>
    <xsl:attribute name="name"><xsl:value-of select="@name"/></xsl:attribute>
    <xsl:if test="@form"><xsl:attribute name="form"><xsl:value-of select="@form"/></xsl:attribute></xsl:if>
    <xsl:if test="$about"><xsl:attribute name="aria-label"><xsl:value-of select="$about"/></xsl:attribute></xsl:if>
    <!-- a choice can only be left empty where "nothing" is among its options -->
    <xsl:if test="@required and (not(option) or option[@value = ''])"><xsl:attribute name="required">required</xsl:attribute></xsl:if>
    <xsl:if test="@autocomplete"><xsl:attribute name="autocomplete"><xsl:value-of select="@autocomplete"/></xsl:attribute></xsl:if>
    <xsl:call-template name="field-state"><xsl:with-param name="id" select="$id"/></xsl:call-template>
  </xsl:template>

  <xsl:template match="field" mode="control">
    <xsl:param name="about"/>
    <xsl:choose>
      <xsl:when test="@type = 'boolean'">
        <input type="checkbox" value="1">
          <xsl:call-template name="field-attributes"><xsl:with-param name="about" select="$about"/></xsl:call-template>
          <xsl:if test="@readonly"><xsl:attribute name="disabled">disabled</xsl:attribute></xsl:if>
          <xsl:if test="@value = '1'"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if>
        </input>
      </xsl:when>
      <xsl:when test="option">
        <select>
          <xsl:call-template name="field-attributes"><xsl:with-param name="about" select="$about"/></xsl:call-template>
          <xsl:if test="@readonly"><xsl:attribute name="disabled">disabled</xsl:attribute></xsl:if>
          <xsl:apply-templates select="option" mode="option"/>
        </select>
      </xsl:when>
      <xsl:when test="@multiline or @type = 'markdown'">
        <textarea rows="6">
          <xsl:call-template name="field-attributes"><xsl:with-param name="about" select="$about"/></xsl:call-template>
          <xsl:call-template name="field-limits"/>
          <xsl:value-of select="@value"/>
        </textarea>
      </xsl:when>
      <xsl:otherwise>
        <input>
          <xsl:call-template name="input-type"/>
          <xsl:call-template name="field-attributes"><xsl:with-param name="about" select="$about"/></xsl:call-template>
          <xsl:call-template name="field-limits"/>
          <xsl:if test="@type = 'password'">
            <xsl:attribute name="data-show"><xsl:value-of select="key('text', 'form.show-password')"/></xsl:attribute>
            <xsl:attribute name="data-hide"><xsl:value-of select="key('text', 'form.hide-password')"/></xsl:attribute>
          </xsl:if>
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
