document.getElementById('continue')?.click()
