"use strict";
// The rows come packed (base64 of gzip of JSON). Everything is put on the page as text, never as markup.
(async function () {
  const PAGE = 50;
  const $ = (id) => document.getElementById(id);
  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children);
    return element;
  };
  const count = (number) => number.toLocaleString("en");

  const packed = Uint8Array.from(atob($("data").textContent), (sign) => sign.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const data = JSON.parse(await new Response(stream).text());
  const label = (id) => data.labels[id] || id;
  const rows = data.rows.map((values, place) => {
    const row = Object.fromEntries(data.columns.map((name, i) => [name, values[i]]));
    row.place = place;
    row.met = row.score === null ? null : row.matched.length;
    row.bin = row.score === null ? null : Math.min(9, Math.floor(row.score / 10));
    return row;
  });
  const sought = (row) => row.words || (row.words = [
    row.title, row.company, row.location, row.verdict, label(row.role), row.role, row.level, row.text, ...row.facts,
    ...row.required, ...row.required.map(label), ...row.preferred, ...row.preferred.map(label),
  ].join("\n").toLowerCase());

  // ---------------------------------------------------------------- filters

  const CHARTS = [
    { key: "bin", name: "score", of: (row) => (row.bin === null ? [] : [row.bin]) },
    { key: "verdict", name: "verdict", of: (row) => (row.verdict && row.score !== null ? [row.verdict] : []) },
    { key: "role", name: "role", of: (row) => (row.role ? [row.role] : []) },
    { key: "level", name: "level", of: (row) => (row.level ? [row.level] : []) },
    { key: "facts", name: "facts of the job", of: (row) => row.facts },
    { key: "gate", name: "gates", of: (row) => (row.gate ? [row.gate] : []) },
    { key: "required", name: "most required", of: (row) => row.required },
    { key: "missing", name: "most often missing", of: (row) => row.missing },
  ];
  const chosen = Object.fromEntries(CHARTS.map(({ key }) => [key, new Set()]));
  let order = { key: "score", falls: true };
  let found = rows;
  let page = 0;

  function filter() {
    const words = $("find").value.toLowerCase().split(/\s+/).filter(Boolean);
    const least = $("least").value === "" ? null : Number($("least").value);
    const active = CHARTS.filter(({ key }) => chosen[key].size);
    found = rows.filter((row) =>
      (least === null || (row.score !== null && row.score >= least)) &&
      !($("unique").checked && row.duplicate) &&
      active.every(({ key, of }) => of(row).some((one) => chosen[key].has(one))) &&
      words.every((word) => sought(row).includes(word)));
    arrange();
  }

  function arrange() {
    const sign = order.falls ? -1 : 1;
    const value = (row) => (order.key === "role" ? label(row.role) : order.key === "years" ? (row.years === "" ? null : Number(row.years)) : row[order.key]);
    const known = (one) => one !== null && one !== "" && one !== undefined && !(order.key === "pay_sort" && one === 0);
    const compare = new Intl.Collator("en", { numeric: true }).compare;
    const keyed = found.map((row) => [value(row), row]);
    keyed.sort(([a, one], [b, other]) => {
      // what is not known comes last, whichever way is sorted
      if (known(a) !== known(b)) return known(a) ? -1 : 1;
      const differs = !known(a) ? 0 : typeof a === "number" ? a - b : compare(a, b);
      return sign * differs || one.place - other.place;
    });
    found = keyed.map(([, row]) => row);
    page = 0;
    draw();
  }

  // ---------------------------------------------------------------- charts

  function chart({ key, name, of }) {
    const counts = new Map();
    for (const row of rows) for (const one of of(row)) counts.set(one, (counts.get(one) || 0) + 1);
    if (!counts.size) return null;
    const isScore = key === "bin";
    const entries = isScore
      ? Array.from({ length: 10 }, (_, i) => [i, counts.get(i) || 0])
      : [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 12);
    const most = Math.max(...entries.map(([, n]) => n));
    const list = make("ol", { class: isScore ? "histogram" : null });
    for (const [value, number] of entries) {
      const says = isScore ? `${value * 10} to ${value === 9 ? 100 : value * 10 + 9}` : label(value);
      const button = make("button", { type: "button", "aria-pressed": "false", "aria-label": `${name} ${says}: ${count(number)} rows` });
      const bar = make("i");
      if (isScore) {
        bar.style.height = `${(70 * number) / most}%`;
        button.append(make("span", {}, number ? count(number) : ""), bar, make("span", {}, String(value * 10)));
      } else {
        bar.style.width = `${(100 * number) / most}%`;
        button.append(bar, make("span", {}, says), make("span", {}, count(number)));
      }
      button.addEventListener("click", () => {
        const on = !chosen[key].delete(value);
        if (on) chosen[key].add(value);
        button.setAttribute("aria-pressed", String(on));
        filter();
      });
      const item = make("li", {}, button);
      if (isScore) item.style.cssText = "flex:1;height:100%";
      list.append(item);
    }
    return make("section", {}, make("h2", {}, name), list);
  }

  // ---------------------------------------------------------------- rows

  const body = $("rows").tBodies[0];
  const chips = (name, ids, kind) => (ids.length
    ? [make("div", { class: "chips" }, make("b", {}, name), ...ids.flatMap((id) => [make("span", { class: `chip ${kind}` }, label(id)), " "]))]
    : []);

  function marked(row) {
    // every place of the evidence once; where two overlap, the longer one shows both
    const places = [];
    for (const [at, , , status, evidence] of row.explain || []) {
      for (const [start, end, stance] of evidence) places.push([start, end, status, `${label(data.requirements[at])}: ${stance}`]);
    }
    places.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
    const pieces = [];
    let at = 0;
    for (let i = 0; i < places.length; i++) {
      const [start, end, status] = places[i];
      if (start < at || start === end || end > row.text.length) continue;
      const says = places.filter(([s, e]) => s >= start && e <= end).map((place) => place[3]);
      pieces.push(row.text.slice(at, start), make("mark", { class: status, title: [...new Set(says)].join("; ") }, row.text.slice(start, end)));
      at = end;
    }
    pieces.push(row.text.slice(at), row.cut ? " …" : "");
    return make("div", { class: "text", tabindex: "0", role: "group", "aria-label": "the text" }, ...pieces);
  }

  function requirements(row) {
    const lines = row.explain.map(([at, points, weight, status, evidence]) => {
      const words = [...new Set(evidence.map((one) => one[3] || row.text.slice(one[0], one[1])))].filter(Boolean);
      return make("tr", {},
        make("td", {}, make("span", { class: `chip ${status}` }, status)),
        make("td", {}, label(data.requirements[at])),
        make("td", { class: "n" }, `${points.toFixed(1)} of ${weight}`),
        make("td", {}, words.slice(0, 6).join(", ") + (words.length > 6 ? ` and ${words.length - 6} more` : "")));
    });
    const head = make("tr", {}, ...["", "requirement", "points", "words"].map((name) => make("th", { scope: "col" }, name || make("span", { class: "soft" }, "status"))));
    return make("table", {}, make("thead", {}, head), make("tbody", {}, ...lines));
  }

  function detail(row) {
    const left = make("div", {});
    if (row.verdict) left.append(make("p", {}, row.verdict));
    if (row.gates) left.append(make("p", {}, `gates: ${row.gates}`));
    if (row.remarks) left.append(make("p", { class: "soft" }, row.remarks));
    if (row.explain) left.append(requirements(row));
    else left.append(...chips("met", row.matched, "met"), ...chips("missing", row.missing, "missing"));
    left.append(...chips("required", row.required, "required"), ...chips("preferred", row.preferred, "preferred"));
    if (row.link) left.append(make("p", {}, make("a", { href: row.link, rel: "noopener noreferrer nofollow", target: "_blank" }, row.link)));
    const cell = make("td", { colspan: "8" }, make("div", { class: "beside" }, left, row.text ? marked(row) : ""));
    return make("tr", { class: "detail" }, cell);
  }

  function draw() {
    const lines = [];
    for (const row of found.slice(page * PAGE, (page + 1) * PAGE)) {
      const score = row.score === null
        ? [make("span", { class: "soft" }, "none")]
        : [make("span", { class: "score" }, row.score.toFixed(1)), make("span", { class: "bar" }, make("i"))];
      if (row.score !== null) score[1].firstChild.style.width = `${row.score}%`;
      const open = make("button", { class: "open", type: "button", "aria-expanded": "false" }, row.title);
      const where = [[row.company, row.location].filter(Boolean).join(", "), ...row.facts].filter(Boolean).join(" · ");
      const title = make("td", {}, open, where ? make("div", { class: "soft" }, where) : "", row.duplicate ? make("span", { class: "chip" }, "near-duplicate") : "");
      const line = make("tr", {},
        make("td", { class: "n" }, ...score), title, make("td", {}, label(row.role)), make("td", {}, row.level),
        make("td", { class: "n" }, row.years), make("td", {}, row.degree), make("td", { class: "n" }, row.pay),
        make("td", { class: "n" }, row.score === null ? "" : `${row.matched.length} of ${row.matched.length + row.missing.length}`));
      open.addEventListener("click", () => {
        const isOpen = open.getAttribute("aria-expanded") === "true";
        open.setAttribute("aria-expanded", String(!isOpen));
        if (isOpen) line.nextSibling.remove();
        else line.after(detail(row));
      });
      lines.push(line);
    }
    body.replaceChildren(...lines);
    const pages = Math.max(1, Math.ceil(found.length / PAGE));
    $("shown").textContent = `${count(found.length)} of ${count(rows.length)} shown`;
    $("where").textContent = `page ${page + 1} of ${pages}`;
    $("back").disabled = page === 0;
    $("next").disabled = page >= pages - 1;
    for (const head of heads) {
      head.setAttribute("aria-sort", head.dataset.key !== order.key ? "none" : order.falls ? "descending" : "ascending");
    }
  }

  // ---------------------------------------------------------------- export

  function save() {
    const names = ["score", "title", "company", "location", "verdict", "role", "level", "years", "degree", "pay", "facts", "gate", "matched", "missing", "required", "preferred", "link"];
    const cell = (value) => {
      const text = value === null || value === undefined ? "" : Array.isArray(value) ? value.join(";") : String(value);
      return /[",\n\r;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    };
    const lines = [names, ...found.map((row) => names.map((name) => row[name]))].map((line) => line.map(cell).join(","));
    const link = make("a", { download: "rows.csv", href: URL.createObjectURL(new Blob([lines.join("\r\n") + "\r\n"], { type: "text/csv" })) });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  // ---------------------------------------------------------------- start

  const heads = [...$("rows").tHead.rows[0].cells];
  for (const head of heads) {
    head.firstChild.addEventListener("click", () => {
      const key = head.dataset.key;
      order = { key, falls: order.key === key ? !order.falls : head.dataset.first === "high" };
      arrange();
    });
  }
  for (const input of [$("find"), $("least"), $("unique")]) input.addEventListener("input", filter);
  $("twins").hidden = !rows.some((row) => row.duplicate);
  $("clear").addEventListener("click", () => {
    $("find").value = $("least").value = "";
    $("unique").checked = false;
    for (const values of Object.values(chosen)) values.clear();
    for (const button of $("charts").querySelectorAll("[aria-pressed=true]")) button.setAttribute("aria-pressed", "false");
    filter();
  });
  $("export").addEventListener("click", save);
  $("back").addEventListener("click", () => { page -= 1; draw(); });
  $("next").addEventListener("click", () => { page += 1; draw(); });
  for (const one of CHARTS) {
    const drawn = chart(one);
    if (drawn) $("charts").append(drawn);
  }
  filter();
  document.body.dataset.ready = "yes";
})();
