"""Signs that the service may have been passed on (转包): data asks, a person answers.  JL44-4.4.2, HR-PO-1"""
