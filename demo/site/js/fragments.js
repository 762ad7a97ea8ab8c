/* js/fragments.js: fills each element with data-fragment from the address that it names. What comes is a piece of our own server's
   HTML for who is signed in, and nothing for everybody else; without script the element stays empty. */
document.querySelectorAll("[data-fragment]").forEach(function (element) {
  fetch(element.dataset.fragment, { credentials: "same-origin" })
    .then(function (answer) { return answer.ok ? answer.text() : ""; })
    .then(function (html) { element.innerHTML = html; })
    .catch(function () { /* the page is whole without it */ });
});
