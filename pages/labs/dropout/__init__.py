"""Write-up 2.D: the experiments of the dropout page.

axis_of_p       The axis of p that charts share, and what the write-up reports along it
best            Is 0.5 really best? How often each p wins, and how many seeds tell two of them apart
canvas          A canvas to draw a digit on, with mouse, pen or finger
dead            What produces chance level: runs that end by giving every image one digit
dying           One run of the course's network followed through its updates
effects         What made the network good: three ingredients, each with and without the others
epochs          One epoch or ten: does the early winner stay ahead
final           The final network: its layers, and what it reaches on the test set
final_drawing   A digit drawn by hand, and what the final network makes of it while you draw
final_mistakes  Where the final networks are wrong: a confusion matrix to click on
final_training  Training a final network from the page: a job with progress, stop and resume
inside          Inside a network: its filters, its maps of a digit, its zeros, the gap
ladder          The ladder of a recipe: its runs on the rungs of lost digits, and what they give
lesson_charts   What shows the answers of the lesson on dropout
lost_digits     Lost digits: which recipe prints such figures, and what does it never say?
luck            Luck: guess which dropout probability wins, train again, and see what a win is worth
maps            A network's first filters, what every layer makes of a digit, and its answer
masked_network  A network whose units go dark, drawn and computed in the browser
masks           What dropout does: a digit through many masks, and the mean over them
probabilities   The ten probabilities that a network gives a digit, as bars
record          Where the recorded sweep comes from, in a sentence that several labs print
rounds          Ten networks trained again and again: guess which p wins, and see who does
selection       Selection on the test set: what choosing the best of many makes of its accuracy
sweep           The sweep: ten dropout probabilities, recorded, and live from the page
sweep_guess     The guess that starts a live sweep: which p will win, and how it fared
sweep_job       The live sweep: started, watched, stopped and resumed
"""
