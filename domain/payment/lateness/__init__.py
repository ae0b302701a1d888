"""From when payment days run, what delays them and what lateness costs.  PY-02, PY-04, PY-05, PY-08"""
