"""Tables as files: CSV (UTF-8 with BOM, streamed) and XLSX (numbers as numbers, a sheet a table, the head frozen).

Money is pounds with two decimals, dates are ISO in CSV and dates in XLSX, and text that a spreadsheet would run as a
formula is defused (`words.plain_cell`). Both begin with what was asked for and when Plannr was read.
"""

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse

from boards.totals.exports.tables import DATE, DAYS, NUMBER, PERCENT, POUNDS, DataTable
from boards.ui.formatting import plain_cell

BOM = b"\xef\xbb\xbf"
TOGETHER = 500
WIDEST = 48
FORMATS = {
    POUNDS: {"num_format": "#,##0.00;[Red]-#,##0.00"},
    NUMBER: {"num_format": "#,##0"},
    DAYS: {"num_format": "#,##0"},
    PERCENT: {"num_format": '0"%"'},
    DATE: {"num_format": "yyyy-mm-dd"},
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

type About = Iterable[tuple[str, str]]


def as_csv(name: str, about: About, grids: Iterable[DataTable]) -> StreamingHttpResponse:
    """A CSV download of tables, one below the other."""
    response = StreamingHttpResponse(csv_parts(about, grids), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def csv_parts(about: About, grids: Iterable[DataTable]) -> Iterator[bytes]:
    """The file, some hundred lines at a time."""
    text = io.StringIO()
    writer = csv.writer(text)
    yield BOM
    writer.writerows([plain_cell(one) for one in line] for line in about)
    for grid in grids:
        writer.writerows([[], [plain_cell(grid.title)], [plain_cell(name) for name, _ in grid.headings]])
        kinds = [kind for _, kind in grid.headings]
        for number, row in enumerate(table_rows(grid)):
            writer.writerow([csv_cell(value, kind) for value, kind in zip(row, kinds, strict=False)])
            if number % TOGETHER == TOGETHER - 1:
                yield take_written(text)
        if grid.note:
            writer.writerow([plain_cell(grid.note)])
    yield take_written(text)


def take_written(text: io.StringIO) -> bytes:
    """What was written so far, once."""
    held = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return held


def table_rows(grid: DataTable) -> Iterator[tuple[object, ...]]:
    """The rows and the foot."""
    yield from grid.rows
    if grid.foot:
        yield grid.foot


def csv_cell(value: Any, kind: str) -> str:
    """One cell of CSV."""
    if value is None:
        return ""
    if kind == POUNDS:
        return f"{Decimal(value).scaleb(-2):.2f}"
    return value.isoformat() if isinstance(value, date) else plain_cell(str(value))


def as_xlsx(name: str, about: About, grids: Iterable[DataTable]) -> HttpResponseBase:
    """An XLSX download: a sheet that says what was asked for, then one for each table."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    write_xlsx(file, about, grids)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


def write_xlsx(file: IO[bytes], about: About, grids: Iterable[DataTable]) -> None:
    """Write the workbook, a row at a time: nothing but the row being written is held."""
    with tempfile.TemporaryDirectory() as folder:
        options = {"constant_memory": True, "tmpdir": folder, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(file, options) as book:
            bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
            formats = {kind: book.add_format(how) for kind, how in FORMATS.items()}
            feet = {kind: book.add_format(how | {"bold": True, "top": 1, "bottom": 6}) for kind, how in FORMATS.items()}
            plain = book.add_format({"bold": True, "top": 1, "bottom": 6})
            sheet = book.add_worksheet("About")
            sheet.set_column(0, 0, 22)
            sheet.set_column(1, 1, 90)
            for at, (label, said) in enumerate(about):
                sheet.write_string(at, 0, plain_cell(label), bold)
                sheet.write_string(at, 1, plain_cell(said))
            taken = {"about"}
            for grid in grids:
                sheet = book.add_worksheet(sheet_name(grid.title, taken))
                write_sheet(sheet, grid, bold, formats, (feet, plain))


def write_sheet(
    sheet: Any, grid: DataTable, bold: Any, formats: dict[str, Any], foot: tuple[dict[str, Any], Any]
) -> None:
    """One table: its head stays in view."""
    sheet.freeze_panes(1, 1)
    for column, (heading, kind) in enumerate(grid.headings):
        sheet.set_column(column, column, min(max(len(heading), 12 if kind != "text" else 28), WIDEST))
        sheet.write_string(0, column, plain_cell(heading), bold)
    at = 0
    for at, row in enumerate(grid.rows, 1):
        for column, value in enumerate(row):
            kind = grid.headings[column][1]
            write_cell(sheet, at, column, value, kind, formats.get(kind))
    for column, value in enumerate(grid.foot):
        kind = grid.headings[column][1]
        write_cell(sheet, at + 1, column, value, kind, foot[0].get(kind, foot[1]))
    if grid.note:
        sheet.write_string(at + 3, 0, plain_cell(grid.note))


def write_cell(sheet: Any, row: int, column: int, value: Any, kind: str, how: Any) -> None:
    """One cell: money and counts as numbers, dates as dates, the rest as text that is never run."""
    if value is None:
        if how:
            sheet.write_blank(row, column, None, how)
    elif kind == POUNDS:
        sheet.write_number(row, column, value / 100, how)
    elif kind == DATE:
        sheet.write_datetime(row, column, value, how)
    elif isinstance(value, int):
        sheet.write_number(row, column, value, how)
    else:
        sheet.write_string(row, column, plain_cell(str(value))[:32_000], how)


def sheet_name(title: str, taken: set[str]) -> str:
    """A name that Excel takes: at most 31 characters, none of `[]:*?/\\`, and no two alike."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", title).strip("' ") or "Table"
    name, number = plain[:31], 1
    while name.casefold() in taken:
        number += 1
        name = f"{plain[:27]} {number}"
    taken.add(name.casefold())
    return name
