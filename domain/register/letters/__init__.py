"""Letters to departments for joint punishment, and their replies.  JL44-4.4.4c, CR-05"""
