/* js/search.js: leaves on the search page only what holds all words of ?q=. Without script the page lists everything. */
(function () {
  var words = (new URLSearchParams(location.search).get("q") || "").trim().slice(0, 100);
  var found = 0;
  if (words === "") return;
  document.getElementById("find-words").value = words;
  document.querySelectorAll("#find-hits li").forEach(function (item) {
    var text = item.textContent.toLowerCase();
    item.hidden = !words.toLowerCase().split(/\s+/).every(function (word) { return text.includes(word); });
    if (!item.hidden) found += 1;
  });
  var say = document.documentElement.lang === "nb" ?
    { none: "Vi fant ingenting om «" + words + "». Prøv et kortere ord, eller ring oss.", one: "Én side om «" + words + "».", many: found + " sider om «" + words + "»." } :
    { none: "Nothing found for “" + words + "”. Try a shorter word, or ring us.", one: "One page for “" + words + "”.", many: found + " pages for “" + words + "”." };
  document.getElementById("find-result").textContent = found === 0 ? say.none : found === 1 ? say.one : say.many;
}());
