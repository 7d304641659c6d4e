"""What people in the demo are called and do: names from many places, in every combination."""

_FIRST = (
    "Abena Adrián Agnieszka Ahmed Akira Alasdair Alicja Amara Amir Anders Anjali Anneke Arjun "
    "Astrid Aylin Bartosz Beatriz Bilal Birgit Bogdan Camille Carmen Cedric Chiara Chidi Ciarán "
    "Clara Connor Dagmar Daniela Darius Deepa Demir Dilan Dolores Eero Efua Elena Elif Emeka "
    "Enrique Esther Farida Fatima Felix Fergus Fiona Florian Gabriela Giulia Gregor Gwen Hala "
    "Hannah Haruka Hassan Helga Hiroshi Hugo Ibrahim Ilse Imani Ingrid Isabel Ivana Jamal Jana "
    "Javier Jelena Joana Jorge Joyce Kamila Karim Kavya Keiko Kenji Kofi Lars Latisha Leila Lena "
    "Linnea Lorenzo Lucía Magnus Maja Manuela Marek Marisol Mateo Meera Mei Mikael Milena Mina "
    "Monique Nadia Naoko Nasrin Nikhil Nina Nkechi Oksana Olga Omar Oskar Paloma Pavel Petra Priya "
    "Rafael Rajesh Ramona Rashid Renata Rosa Ruth Sabine Salma Samir Sandeep Saoirse Selin Shirin "
    "Sigrid Simone Sofia Soren Stefan Sunita Svetlana Tadeo Tamara Tariq Teresa Thabo Tove Ursula "
    "Valentina Vera Viktor Wanjiru Wei Xavier Yara Yasmin Yusuf Zainab Zofia Zoltán"
)

_LAST = (
    "Abara Achterberg Adeyemi Aguilar Akhtar Almeida Amundsen Andrade Appiah Arslan Asante "
    "Baptista Barros Bauer Becker Benali Bergström Bhatt Boateng Bogdanov Bouchard Brennan Bruun "
    "Cabrera Calloway Castellano Chaudhry Cisneros Coetzee Contreras Cooke Dahl Danso Delacroix "
    "Demirci Deshpande Diallo Dimitrov Dlamini Dobson Doyle Dubois Duarte Eklund Engel Eriksen "
    "Escobar "
    "Fadel Farouk Feldman Ferreira Fischer Fitzgerald Fofanah Fontaine Forsberg Gallagher Garrido "
    "Georgiou Ghosh Gonçalves Grabowski Greenwood Gruber Haddad Hagen Halvorsen Hartmann Hashimoto "
    "Hegarty Hidalgo Hofmann Holloway Horvat Hossain Ibarra Ito Iwu Iyer Jansen Jaworski Jensen "
    "Kapoor Karlsson Kaur Kelleher Kimani Kirchner Kowalczyk Kozlov Krishnan Kuznetsova Lachance "
    "Lindgren Lombardi Lozano Mahlangu Malik Marchetti Mbeki Medina Mensah Mukherjee Murakami Nair "
    "Nakagawa Navarro Ndiaye Nguyen Nieminen Novotná Nwosu Obando Okonjo Olander Orellana Osei "
    "Ouellette Owusu Paredes Patil Pereira Petrov Pinto Popescu Prakash Quispe Rahimi Ramaswamy "
    "Rasmussen Reyes Ricci Rinaldi Rosado Saavedra Sandoval Santoro Schreiber Sepúlveda Sharma "
    "Shirazi Silva Sithole Solberg Soto Stavrou Suleiman Sundberg Takeda Tanaka Tembo Thorsen "
    "Tran Traoré Ueda Valdez Vasquez Venter Vestergaard Villanueva Wanjala Wegner Whelan Winther "
    "Yamada Yıldız Zamora Zeman Zielińska Zulu"
)

FIRST, LAST = tuple(_FIRST.split()), tuple(_LAST.split())
TITLES = (
    ("Head of Operations", 10),
    ("Operations Manager", 12),
    ("Chief Operating Officer", 5),
    ("HR Director", 7),
    ("People Operations Lead", 7),
    ("Workforce Planner", 8),
    ("Site Manager", 7),
    ("Regional Manager", 6),
    ("Finance Director", 5),
    ("Payroll Manager", 6),
    ("IT Manager", 6),
    ("Head of IT", 4),
    ("Procurement Lead", 5),
    ("Managing Director", 4),
    ("Office Manager", 4),
    ("Dispatch Supervisor", 4),
)
"""(job title, how often)"""
