"""A report as one value, drawn as HTML, PDF, DOCX and XLSX, with charts as Vega-Lite."""
