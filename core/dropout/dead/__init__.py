"""Write-up 2.D.i: runs that end by giving every image one digit.

findings  What the runs of ``runs`` say of the write-up's accuracy of 0.1009 at p = 0.2
one_run   One run of the course's network followed through its updates: what kills it?
runs      Where does an accuracy of 0.1009 come from?
"""
