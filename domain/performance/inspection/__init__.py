"""Inspections: by whom, of whom, with what photos; what is put right, and who looks again.  JL44-4.4.1, JL44-4.5.2a"""
