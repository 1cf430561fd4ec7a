"""Other forms of one edition, all from the same frozen data: CSV, XLSX, JSON, DOCX and IATI."""
