// The table of counts: Enter and arrows move, a block pasted from a spreadsheet spreads, totals follow.
"use strict";

// What a person writes as a whole number: "1234", "1.234" or "1 234". Empty is null (not zero), anything else NaN.
function readCount(text) {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  if (!/^(\d+|\d{1,3}([.\s]\d{3})+)$/.test(trimmed)) return NaN;
  return Number(trimmed.replace(/[.\s]/g, ""));
}

// Sum of cells: nothing written gives nothing, something unreadable gives a dash.
function sumText(cells) {
  const counts = cells.map((cell) => readCount(cell.value)).filter((count) => count !== null);
  if (!counts.length) return "";
  const sum = counts.reduce((total, count) => total + count, 0);
  return Number.isNaN(sum) ? "–" : String(sum).replace(/\B(?=(\d{3})+$)/g, ".");
}

function enliven(table) {
  const rows = [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll("[data-cell]")]);
  const rowTotals = [...table.querySelectorAll("[data-total=row]")];
  const columnTotals = [...table.querySelectorAll("[data-total=column]")];
  const grandTotal = table.querySelector("[data-total=all]");

  const position = (cell) => {
    const row = rows.findIndex((cells) => cells.includes(cell));
    return [row, row < 0 ? -1 : rows[row].indexOf(cell)];
  };

  const total = () => {
    rowTotals.forEach((output, row) => { output.textContent = sumText(rows[row]); });
    columnTotals.forEach((output, column) => { output.textContent = sumText(rows.map((cells) => cells[column])); });
    if (grandTotal) grandTotal.textContent = sumText(rows.flat());
  };

  const go = (row, column) => {
    const cell = rows[row] && rows[row][column];
    if (!cell) return false;
    cell.focus();
    cell.select();
    return true;
  };

  table.addEventListener("input", total);

  table.addEventListener("keydown", (event) => {
    const [row, column] = position(event.target);
    if (row < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    // Left and right leave the cell only from the text's ends, so that editing a figure stays possible.
    const { selectionStart: from, selectionEnd: to, value } = event.target;
    const whole = from === 0 && to === value.length;
    const atStart = whole || to === 0;
    const atEnd = whole || from === value.length;
    let moved = false;
    if (event.key === "Enter") {
      // Never sends the form: down the column, then to the top of the next one.
      if (event.shiftKey) go(row - 1, column);
      else go(row + 1, column) || go(0, column + 1);
      moved = true;
    } else if (event.key === "ArrowDown") moved = go(row + 1, column);
    else if (event.key === "ArrowUp") moved = go(row - 1, column);
    else if (event.key === "ArrowLeft" && atStart) moved = go(row, column - 1);
    else if (event.key === "ArrowRight" && atEnd) moved = go(row, column + 1);
    if (moved) event.preventDefault();
  });

  table.addEventListener("paste", (event) => {
    const [row, column] = position(event.target);
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    if (row < 0 || !/[\t\n]/.test(text)) return; // one figure: the browser's own paste
    event.preventDefault();
    text.split("\n").forEach((line, down) => line.split("\t").forEach((value, right) => {
      const cell = rows[row + down] && rows[row + down][column + right];
      if (cell) cell.value = value.trim();
    }));
    event.target.dispatchEvent(new Event("input", { bubbles: true }));
  });

  total();
}

document.querySelectorAll("[data-grid]").forEach(enliven);
