"""Write-up 1.B: the experiments of the shuffling page.

block_length   How mixed is mixed enough: accuracy against the length of alternating blocks
claim_map      Where the claim holds: deaths over learning rate and loss, or learning rate and data
convex         What theory says of the order: how fast each nears the optimum
knobs          The knobs beside the pendulum: how mixed, what is changed, and what comes after
lesson_charts  What shows the answers of the lesson on the order of the examples
pendulum       The pendulum: each class's accuracy while only one class is shown
recovery       Is it permanent: accuracy and deaths after sorted epochs, trained on shuffled
remedies       What else it could be: every explanation of the harm against a control
surfaces       Decision surfaces of one network in several orders, replayed together
unit_lives     What dies: dead and silent units through time, and the life of every unit of one seed
"""
