"""What citizens see of the dialogue: forms, the page behind the secret link, published answers, figures."""
