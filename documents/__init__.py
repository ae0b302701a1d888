"""Documents: papers made from what is on record, in Word and in PDF.  Domain objects in, bytes out."""
