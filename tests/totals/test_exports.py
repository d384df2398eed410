"""Files say what the page says, hold numbers as numbers, and run nothing."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from boards.totals.exports import files
from boards.totals.exports.tables import DATE, NUMBER, PERCENT, POUNDS, TEXT, DataTable
from tests.totals.html import count, pennies, tables

pytestmark = pytest.mark.django_db


def workbook(response):
    """The workbook of a download."""
    return openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))


def lines(response):
    """The rows of a CSV download."""
    held = b"".join(response.streaming_content)
    assert held.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(held.decode("utf-8-sig"))))


@pytest.mark.parametrize(
    "query", ["", "?state=open&state=completed", "?text=is&state=open&state=completed", "?adviser=none"]
)
def test_the_workbook_equals_the_page(book, manager, query):
    page = tables(manager.get(f"/totals/{query}"))
    sheets = workbook(manager.get(f"/totals.xlsx{query}"))

    for at, name in enumerate(("status-adviser", "status-type", "type-adviser"), 1):
        sheet = sheets.worksheets[at]
        shown = list(page[name][1:])
        assert sheet.freeze_panes == "B2"
        last = len(shown) + 1
        assert [row[0].value for row in sheet.iter_rows(min_row=2, max_row=last)] == [row[0][0] for row in shown]
        for written, row in zip(sheet.iter_rows(min_row=2, max_row=last, values_only=True), shown, strict=True):
            figures = [*row[1:-2], row[-1]]
            assert [Decimal(str(one)) * 100 for one in written[1:-3:2]] == [pennies(text) for text, _ in figures]
            assert list(written[2:-3:2]) == [count(text) for text, _ in figures]


def test_the_months_and_the_forecast_are_sheets_of_their_own(book, manager):
    sheets = workbook(manager.get("/totals.xlsx"))

    assert sheets.sheetnames == [
        "About", "Open value by status and advise", "Open value by status and type", "Open value by type and adviser",
        "Opened and completed by month", "Weighted forecast",
    ]  # fmt: skip
    about = {row[0].value: row[1].value for row in sheets["About"].iter_rows()}
    assert about["Cases"] == "In progress"
    assert about["Filters"] == "none"
    assert datetime.fromisoformat(about["Read from Plannr"]).tzinfo is not None


def test_the_csv_says_the_same_with_its_filters_and_the_time_of_the_read(book, manager):
    tom = book.people["Tom"]
    rows = lines(manager.get(f"/totals.csv?adviser={tom}"))

    assert ["Filters", "Adviser: Tom Hughes"] in rows
    assert rows[0] == ["plannr_board", "Totals"]
    start = rows.index(["Open value by status and type"])
    assert rows[start + 1][:3] == ["Status", "Pension, £", "Pension, cases"]
    assert ["All statuses", "1500.00", "2", "1500.00", "2", "750.00", "0", "0"] in rows


def test_every_case_behind_a_figure_is_in_its_file(book, manager):
    rows = lines(manager.get("/totals/cases.csv?state=open&state=completed"))
    body = rows[rows.index(["Cases"]) + 2 :]
    sheet = workbook(manager.get("/totals/cases.xlsx?state=open&state=completed"))["Cases"]

    written = list(sheet.iter_rows(min_row=2, values_only=True))
    assert sum(Decimal(row[5] or 0) for row in body) == Decimal("8099.57")
    assert round(sum(row[5] or 0 for row in written), 2) == 8099.57
    assert [row[0] for row in body] == [row[0] for row in written]
    done = next(row for row in written if row[0] == "Done deal")
    assert isinstance(done[7], datetime)
    assert done[1:5] == ("Ann Smith", "Completed", "Pension", "Priya Patel")


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", '=HYPERLINK("http://x")'])
def test_names_are_never_run_as_formulas(scene, manager, name):
    scene.add(name, 100)
    scene.firm.change("type", scene.types["Pension"], name=name)
    scene.read()
    kept = name.strip()

    row = lines(manager.get("/totals/cases.csv"))[-1]
    sheet = workbook(manager.get("/totals/cases.xlsx"))["Cases"]

    assert row[0].lstrip("'") in (name, kept)
    assert row[0][0] in ("'", kept[0])
    if kept[0] in "=+-@":
        assert row[0][0] == "'"
        assert sheet["A2"].value == f"'{kept}"
    assert sheet["A2"].data_type == "s"
    for book_sheet in workbook(manager.get("/totals.xlsx")).worksheets:
        assert {cell.data_type for line in book_sheet.iter_rows() for cell in line} <= {"s", "n", "d"}


def test_movement_has_a_sheet_for_each_picture(book, manager):
    sheets = workbook(manager.get("/totals/movement.xlsx"))

    assert sheets.sheetnames == [
        "About", "What changed the value", "Cumulative flow", "Completed each week", "How long finished work took, in",
        "Open work by age",
    ]  # fmt: skip
    bridge = list(sheets["What changed the value"].iter_rows(min_row=2, values_only=True))
    assert round(sum(row[1] for row in bridge[:-1]), 2) == bridge[-1][1] == 5000.57


def test_sheets_have_names_that_excel_takes():
    taken: set[str] = {"about"}
    names = [files.sheet_name(title, taken) for title in ("A/B:C*?", "x" * 40, "X" * 40, "'", "About")]

    assert all(0 < len(name) <= 31 for name in names)
    assert len({name.casefold() for name in names} | {"about"}) == 6


def test_a_grid_is_written_the_same_both_ways():
    rows = [("x", -105, 3, 40, date(2026, 6, 1)), ("", None, 0, None, None)]
    headings = (("A", TEXT), ("B", POUNDS), ("C", NUMBER), ("D", PERCENT), ("E", DATE))
    grid = DataTable("g", "T", headings, rows, ("all", 10**14 + 1, 3, None, None))
    held = b"".join(files.csv_parts([("k", "=v")], [grid])).decode("utf-8-sig")
    file = io.BytesIO()

    files.write_xlsx(file, [("k", "=v")], [grid])

    assert held.splitlines() == [
        "k,'=v", "", "T", "A,B,C,D,E", "x,-1.05,3,40,2026-06-01", ",,0,,", "all,1000000000000.01,3,,",
    ]  # fmt: skip
    sheet = openpyxl.load_workbook(file)["T"]
    assert [cell.value for cell in sheet[2]] == ["x", -1.05, 3, 40, datetime(2026, 6, 1)]
    assert sheet["B4"].value == 1000000000000.01
