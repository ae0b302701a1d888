"""Tips in a register of the body that handles them: a tip about a buyer never lies in the buyer's project.  JL44-4.4.1, HR-TP-1, HR-TP-2"""
