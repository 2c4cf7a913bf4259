"""The calendar as files: CSV and XLSX, which the import reads back without changing anything, and iCalendar."""
