"use strict";
const search = document.getElementById("search");
const buttons = [...document.querySelectorAll("[data-verdict-filter]")];
const services = [...document.querySelectorAll("details.service")];
const found = document.getElementById("found");

function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const pressed = buttons.filter((it) => it.getAttribute("aria-pressed") === "true");
  const wanted = pressed.map((it) => it.dataset.verdictFilter);
  let count = 0;
  for (const service of services) {
    const text = service.textContent.toLowerCase();
    const fits = (wanted.length === 0 || wanted.includes(service.dataset.verdict))
      && words.every((word) => text.includes(word));
    service.hidden = !fits;
    count += fits ? 1 : 0;
  }
  found.textContent = `${count} of ${services.length}`;
}

function open() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) {
    target.open = true;
    target.hidden = false;
    target.scrollIntoView();
  }
}

search.addEventListener("input", filter);
for (const button of buttons) {
  button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
    filter();
  });
}
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== search) {
    event.preventDefault();
    search.focus();
  } else if (event.key === "Escape" && document.activeElement === search) {
    search.value = "";
    filter();
    search.blur();
  }
});
addEventListener("hashchange", open);
addEventListener("beforeprint", () => services.forEach((it) => { it.open = true; }));
filter();
open();
