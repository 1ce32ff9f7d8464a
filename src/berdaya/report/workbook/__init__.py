"""A workbook with live formulas: answers, weights and categories that may be changed, up to the overall score.

`workbook_contents` gathers what one workbook says in one language, `write_workbook` draws it.
"""

from berdaya.report.workbook.contents import workbook_contents
from berdaya.report.workbook.model import WorkbookContents, WorkbookFacts
from berdaya.report.workbook.write import workbook_bytes, write_workbook

__all__ = ["WorkbookContents", "WorkbookFacts", "workbook_bytes", "workbook_contents", "write_workbook"]
