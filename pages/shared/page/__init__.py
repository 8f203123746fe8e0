"""What every page is made of: its frame, controls, words, tables and states.

access          What every page needs beyond a mouse, beside Streamlit's own link past the side bar
actions         What you can take away from any page: its link, a QR code, a report, and a notebook
address         The address of what a page shows, and what of it the page does not read
claim_card      The claim card: what was said, how it fared in this run, and what decided it
classroom       The class's room: its ballot box, and the way back to its question from a lab
collected       What a page has drawn in this run: what its link, report and notebook are made from
controls        Controls bound to the address bar, which say what is impossible in it
downloads       Downloads of what a page shows
exercises       The exercises of a lab: asked, graded, and put on a sheet to take home
frame           The frame of every page: side bar, title, and a boundary for errors
kept_answers    A student's answers to the exercises, kept in the address over a reload
layer_controls  The controls of one layer's window: operation, sizes, padding
memory          Give the system back the memory that is free
prose           Running text, where a term of the glossary says what it means
stage           The presentation: what a class sees fills the screen, in large type
states          The states in which a page has no result to show, and the one in which it has
tables          The one way in which a table reaches the screen and the page's report
theme_switch    The switch between light and dark, which Streamlit offers no program
warmup          Compile the engines in the background, before a visitor needs them
"""
