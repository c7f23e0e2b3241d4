from django.shortcuts import render
def unknown_host(request, host):
    return render(request, "units/unknown_host.html", {"host": host}, status=404)
def directory(request):
    return render(request, "units/directory.html")
directory_map = directory
