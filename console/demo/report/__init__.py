"""The report: facts that the steps left behind, as `report.json` for programs and `report.html` for people."""
