"""Payment: conditions, invoices, deductions.  四（五）2"""
