"use strict";
(function () {
  const table = document.getElementById("rows");
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const find = document.getElementById("find");
  const least = document.getElementById("least");
  const role = document.getElementById("role");
  const unique = document.getElementById("unique");
  const shown = document.getElementById("shown");
  const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));

  function filter() {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const lowest = least.value === "" ? -1 : Number(least.value);
    let count = 0;
    for (const row of rows) {
      const score = Number(row.dataset.score);
      const fits =
        words.every((word) => texts.get(row).includes(word)) &&
        score >= lowest &&
        (role.value === "" || row.dataset.role === role.value) &&
        !(unique && unique.checked && row.dataset.duplicate);
      row.hidden = !fits;
      count += fits;
    }
    shown.textContent = count.toLocaleString("en");
  }

  function sort(head) {
    const at = head.cellIndex;
    const falls = head.getAttribute("aria-sort") === "ascending"
      || (head.getAttribute("aria-sort") === "none" && head.dataset.first === "high");
    for (const other of table.tHead.rows[0].cells) {
      if (other.dataset.sort) other.setAttribute("aria-sort", "none");
    }
    head.setAttribute("aria-sort", falls ? "descending" : "ascending");
    const isNumber = head.dataset.sort === "number";
    const value = (row) => {
      const cell = row.cells[at];
      const text = cell.dataset.value === undefined ? cell.textContent.trim() : cell.dataset.value;
      return isNumber ? (text === "" ? null : Number(text)) : text;
    };
    const sign = falls ? -1 : 1;
    const keyed = rows.map((row, i) => [value(row), i, row]);
    keyed.sort(([a, i], [b, j]) => {
      // what is not known comes last, whichever way is sorted
      const unknown = (a === null || a === "") - (b === null || b === "");
      if (unknown) return unknown;
      const order = isNumber ? a - b : a.localeCompare(b, "en", { numeric: true });
      return sign * order || i - j;
    });
    body.append(...keyed.map(([, , row]) => row));
  }

  for (const head of table.tHead.querySelectorAll("[data-sort]")) {
    head.tabIndex = 0;
    head.addEventListener("click", () => sort(head));
    head.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); sort(head); }
    });
  }
  for (const input of [find, least, role, unique]) {
    if (input) input.addEventListener("input", filter);
  }
  filter();
})();
