"""Who was left without provider when a takeover ended: they stay somebody's duty until each is placed.  JL44-4.4.3c"""
