"""Planning: need, catalogue, negative list, guidance, the determined project.  四（一）"""
