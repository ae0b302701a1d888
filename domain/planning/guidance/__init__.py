"""The county's yearly plan, its guidance of a township's or coordinated project, and the written answer.  JL44-1.2, JL44-1.3"""
