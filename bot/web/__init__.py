"""The guarded way out to the web.

addresses: which are public. dial: the one place where connections begin. turns: who may ask a host
when. download: one address to bytes, within limits. parser, child: the process that can be killed.
guarded: all of it together, as the workflows' `Web`.
"""
